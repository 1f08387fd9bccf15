import { expect, test } from "vitest";
import { type CounterTools, createLimit } from "./contract-tests/counter-fixture";

/** Of counters that outlive the processes which reserve in them. */
export function describeExpiry(tools: CounterTools): void {
  test("a reservation whose process died expires; if it was answered after all, it counts", async () => {
    const chain = [createLimit(["TOKEN", "DAY", 100]), createLimit(["REQUEST", "DAY", 10])];
    const reservation = await tools.admit(chain, 10);
    await tools.advance(tools.lifetimeMs);
    expect(await tools.used(chain)).toEqual([0, 0]);
    expect(await tools.store.openReservations()).toBe(0);
    await tools.store.settle(reservation, 12);
    expect(await tools.used(chain)).toEqual([12, 1]);
  });

  test("a reservation that expires after midnight takes nothing from the new day", async () => {
    const chain = [createLimit(["TOKEN", "DAY", 100])];
    await tools.advance(12 * 3_600_000 - 1_000);
    await tools.admit(chain, 10);
    await tools.advance(2_000);
    await tools.store.settle(await tools.admit(chain, 20), 20);
    await tools.advance(tools.lifetimeMs);
    expect(await tools.used(chain)).toEqual([20]);
  });
}
