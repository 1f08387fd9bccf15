import { expect, test } from "vitest";
import type { RebuildEntry } from "../counter-store";
import { type CounterTools, createLimit, slug } from "./counter-fixture";

/** Days, restarts, and clocks that are set back. */
export function describeDays(tools: CounterTools): void {
  test("case 14: a request belongs to the day of its admission, however long it takes", async () => {
    const chain = [createLimit(["TOKEN", "DAY", 100]), createLimit(["REQUEST", "DAY", 100])];
    await tools.advance(12 * 3_600_000 - 1);
    const late = await tools.admit(chain, 10);
    expect(await tools.used(chain)).toEqual([10, 1]);
    await tools.advance(1);
    expect(await tools.used(chain)).toEqual([0, 0]);
    await tools.store.settle(late, 90);
    expect(await tools.used(chain)).toEqual([0, 0]);
    expect(await tools.store.readDay([{ groupId: "grp_a", slug }], "grp_root")).toEqual([]);
  });

  test("the day is metered without any limit, so that one declared later knows it", async () => {
    const reservation = await tools.admit([], 5, { metered: ["grp_root", "grp_a"] });
    await tools.store.settle(reservation, 8);
    expect(await tools.used([createLimit(["TOKEN", "DAY", 100], "grp_root")])).toEqual([8]);
  });

  test("what the ledger knows counts again after a restart", async () => {
    const entry = { rootGroupId: "grp_root", meteredGroupIds: ["grp_root", "grp_a"], slug };
    const now = tools.now();
    async function* entries(): AsyncGenerator<RebuildEntry> {
      yield { ...entry, requests: 9, tokens: 900, counts: "day", admittedAt: now - 3_600_000 };
      yield { ...entry, requests: 5, tokens: 5, counts: "day", admittedAt: now - 86_400_000 };
      for (const agoMs of [70_000, 50_000, 20_000]) {
        const at = now - agoMs;
        yield {
          ...entry,
          requests: 1,
          tokens: 100,
          counts: "windows",
          admittedAt: at,
          settledAt: at,
        };
      }
    }
    await tools.empty();
    await tools.store.rebuild(entries());
    const chain = [
      createLimit(["TOKEN", "DAY", 1_000], "grp_root"),
      createLimit(["REQUEST", "DAY", 10]),
      createLimit(["TOKEN", "MINUTE", 1_000]),
      createLimit(["REQUEST", "MINUTE", 2], "grp_root"),
      createLimit(["REQUEST", "SECOND", 10]),
    ];
    expect(await tools.used(chain)).toEqual([900, 9, 200, 2, 0]);
    const refused = await tools.reserve(chain);
    if (refused.admitted) throw new Error("admitted");
    expect(refused.retryAfterMs).toBeGreaterThan(9_000);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(11_000);
  });

  test("a clock that is set back neither reopens a window nor freezes it", async () => {
    const chain = [createLimit(["REQUEST", "SECOND", 10])];
    for (let call = 0; call < 10; call++) await tools.admit(chain);
    await tools.advance(-600_000);
    expect((await tools.reserve(chain)).admitted).toBe(false);
    await tools.advance(1_000);
    expect((await tools.reserve(chain)).admitted).toBe(true);
  });

  test("a clock that steps back over midnight gives nobody a fresh day", async () => {
    await tools.advance(12 * 3_600_000 + 5);
    await tools.admit([], 3);
    await tools.advance(-10);
    await tools.admit([], 4);
    await tools.advance(10);
    expect(await tools.store.readDay([{ groupId: "grp_a", slug }], "grp_root")).toEqual([
      { groupId: "grp_a", slug, requests: 2, tokens: 7 },
    ]);
  });

  test.each([
    ["a day", 24],
    ["thirteen hours", 13],
  ])(
    "case 95: a clock set %s ahead over midnight, and back, opens that day once and no other",
    async (_, hours) => {
      const chain = [createLimit(["REQUEST", "DAY", 3])];
      const spend = async () => {
        for (let call = 0; call < 3; call++) await tools.store.settle(await tools.admit(chain), 1);
      };
      await spend();
      await tools.advance(hours * 3_600_000);
      await spend();
      await tools.advance(-hours * 3_600_000);
      expect((await tools.reserve(chain)).admitted).toBe(false);
      expect(await tools.used(chain)).toEqual([3]);
      await tools.advance(12 * 3_600_000);
      expect((await tools.reserve(chain)).admitted).toBe(false);
      await tools.advance(24 * 3_600_000);
      await spend();
    },
  );

  test("windows roll on over midnight, while the day begins anew", async () => {
    const chain = [createLimit(["REQUEST", "MINUTE", 2]), createLimit(["REQUEST", "DAY", 2])];
    await tools.advance(12 * 3_600_000 - 1_000);
    await tools.admit(chain);
    await tools.admit(chain);
    await tools.advance(1_000);
    expect(await tools.used(chain)).toEqual([2, 0]);
    expect(await tools.reserve(chain)).toMatchObject({ admitted: false, retryAfterMs: 59_000 });
    await tools.advance(59_000);
    expect((await tools.reserve(chain)).admitted).toBe(true);
  });
}
