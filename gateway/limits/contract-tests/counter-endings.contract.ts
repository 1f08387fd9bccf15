import { expect, test } from "vitest";
import { type CounterTools, createLimit, slug } from "./counter-fixture";

/** How a reservation ends: settled or released, however late. */
export function describeEndings(tools: CounterTools): void {
  test("settling gives back what was too much, and charges what was too little now", async () => {
    const chain = [createLimit(["TOKEN", "MINUTE", 100]), createLimit(["TOKEN", "DAY", 1_000])];
    const over = await tools.admit(chain, 50);
    const under = await tools.admit(chain, 10);
    await tools.advance(30_000);
    expect(await tools.store.settle(over, 20)).toMatchObject({ overshootTokens: 0 });
    expect(await tools.used(chain)).toEqual([30, 30]);
    const settled = await tools.store.settle(under, 90);
    expect(settled.overshootTokens).toBe(10);
    expect(settled.states.map((state) => state.used)).toEqual([110, 110]);
    await tools.advance(30_000);
    // The reserved tokens have left the window; the excess stays a window from its settlement.
    expect(await tools.used(chain)).toEqual([80, 110]);
    await tools.advance(30_000);
    expect(await tools.used(chain)).toEqual([0, 110]);
  });

  test("what is given back after its window has passed takes nothing from others", async () => {
    const chain = [createLimit(["TOKEN", "MINUTE", 100])];
    const early = await tools.admit(chain, 50);
    await tools.advance(30_000);
    await tools.store.settle(await tools.admit(chain, 10), 10);
    await tools.advance(31_000);
    await tools.store.settle(early, 20);
    expect(await tools.used(chain)).toEqual([10]);
  });

  test("what is given back is taken from the moment of its reservation", async () => {
    const chain = [createLimit(["TOKEN", "MINUTE", 100])];
    const early = await tools.admit(chain, 50);
    await tools.advance(5_000);
    const late = await tools.admit(chain, 30);
    await tools.advance(5_000);
    await tools.store.settle(early, 20);
    await tools.store.settle(await tools.admit(chain, 10), 10);
    await tools.store.settle(late, 25);
    expect(await tools.used(chain)).toEqual([55]);
    await tools.advance(50_000);
    expect(await tools.used(chain)).toEqual([35]);
    await tools.advance(5_000);
    expect(await tools.used(chain)).toEqual([10]);
    await tools.advance(5_000);
    expect(await tools.used(chain)).toEqual([0]);
  });

  test("release gives all back, or all but the request that counts without being billed", async () => {
    const chain = [createLimit(["TOKEN", "MINUTE", 100]), createLimit(["REQUEST", "MINUTE", 10])];
    const first = await tools.admit(chain, 9);
    const second = await tools.admit(chain, 9);
    await tools.store.release(first, { countRequest: false });
    await tools.store.release(second, { countRequest: true });
    expect(await tools.used(chain)).toEqual([0, 1]);
    expect(await tools.store.readDay([{ groupId: "grp_a", slug }], "grp_root")).toEqual([
      { groupId: "grp_a", slug, requests: 1, tokens: 0 },
    ]);
  });

  test("ending a reservation twice counts once", async () => {
    const chain = [createLimit(["TOKEN", "MINUTE", 100])];
    const reservation = await tools.admit(chain, 10);
    await tools.store.settle(reservation, 20);
    await tools.store.settle(reservation, 20);
    await tools.store.release(reservation, { countRequest: false });
    expect(await tools.used(chain)).toEqual([20]);
  });

  test.each([5, 61, 6 * 60])(
    "case 92: a stream of %d minutes keeps what it reserved to its end",
    async (minutes) => {
      const chain = [createLimit(["TOKEN", "DAY", 15]), createLimit(["REQUEST", "DAY", 2])];
      const stream = await tools.admit(chain, 10);
      await tools.live(minutes * 60_000);
      expect(await tools.used(chain)).toEqual([10, 1]);
      expect(await tools.store.openReservations()).toBe(1);
      expect(await tools.reserve(chain, 6)).toMatchObject({ admitted: false });
      const settled = await tools.store.settle(stream, 12);
      expect(settled.states.map((state) => state.used)).toEqual([12, 1]);
      expect(await tools.store.openReservations()).toBe(0);
    },
  );

  test("a stream of a day and more stays with the day of its admission", async () => {
    const chain = [createLimit(["TOKEN", "DAY", 100])];
    const stream = await tools.admit(chain, 10);
    await tools.live(30 * 3_600_000);
    expect(await tools.used(chain)).toEqual([0]);
    await tools.store.settle(stream, 90);
    expect(await tools.used(chain)).toEqual([0]);
    expect(await tools.store.openReservations()).toBe(0);
  });

  test("case 33: counts that no number holds stop growing, and leave their window whole", async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const chain = [createLimit(["TOKEN", "MINUTE", most]), createLimit(["TOKEN", "DAY", most])];
    const admitted = [];
    for (let call = 0; call < 4; call++) admitted.push(await tools.admit(chain, 10));
    for (const reservation of admitted) await tools.store.settle(reservation, most);
    expect(await tools.used(chain)).toEqual([most, most]);
    const [day] = await tools.store.readDay([{ groupId: "grp_a", slug }], "grp_root");
    expect(day).toMatchObject({ requests: 4, tokens: most });
    expect(await tools.reserve(chain, 1)).toMatchObject({ admitted: false });
    await tools.advance(61_000);
    expect(await tools.used(chain)).toEqual([0, most]);
  });
}
