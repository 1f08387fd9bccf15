import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChainLimit, CounterStore, RebuildEntry, ReserveResult } from "./counter-store";

/** A store of its own, and a clock that only the test moves. */
export interface CounterScene {
  store: CounterStore;
  now(): number;
  advance(ms: number): void | Promise<void>;
  /** Loses every counter, as a restart does; only `rebuild` makes the store count again. */
  empty?(): Promise<void>;
  /** Reservations open for longer than this give back what they hold. */
  reservationMsMax: number;
  close(): Promise<void>;
}

const slug = "acme/model";
const windowMs = { SECOND: 1_000, MINUTE: 60_000, DAY: 86_400_000 };
export const contractStart = Date.UTC(2026, 0, 15, 12, 0, 0);

type Tuple = [type: ChainLimit["type"], unit: ChainLimit["unit"], threshold: number];

function limitOf([type, unit, threshold]: Tuple, groupId = "grp_a"): ChainLimit {
  const kind = unit === "DAY" ? "usage" : "rate";
  return { counterGroupId: groupId, sourceGroupId: groupId, slug, kind, type, unit, threshold };
}

/** What every CounterStore guarantees, whatever keeps the counts. */
export function describeCounterStore(name: string, open: () => Promise<CounterScene>): void {
  describe(`${name} keeps the counter contract`, () => {
    let scene: CounterScene;
    let calls = 0;
    beforeEach(async () => {
      scene = await open();
    });
    afterEach(() => scene.close());

    async function reserve(
      chain: readonly ChainLimit[],
      tokens = 1,
      options: { tokensMin?: number; metered?: string[] } = {},
    ): Promise<ReserveResult> {
      calls++;
      return scene.store.reserve({
        reservationId: `rsv_${calls}`,
        rootGroupId: "grp_root",
        slug,
        chain,
        tokens,
        tokensMin: options.tokensMin ?? tokens,
        meteredGroupIds: options.metered ?? ["grp_a"],
      });
    }
    async function admit(...input: Parameters<typeof reserve>) {
      const result = await reserve(...input);
      if (!result.admitted) throw new Error("refused");
      return result.reservation;
    }
    async function used(chain: readonly ChainLimit[]): Promise<number[]> {
      return (await scene.store.readChain(chain, "grp_root")).map((state) => state.used);
    }

    test.each<Tuple>([
      ["REQUEST", "SECOND", 5],
      ["REQUEST", "MINUTE", 5],
      ["REQUEST", "DAY", 5],
      ["TOKEN", "SECOND", 5],
      ["TOKEN", "MINUTE", 5],
      ["TOKEN", "DAY", 5],
    ])(
      "%s per %s: %i admits exactly that many; the next waits for one window",
      async (...tuple) => {
        const chain = [limitOf(tuple)];
        for (let call = 0; call < 5; call++) await scene.store.settle(await admit(chain), 1);
        const refused = await reserve(chain);
        expect(refused).toMatchObject({ admitted: false, neverFits: false });
        if (refused.admitted) throw new Error("admitted");
        const expected = tuple[1] === "DAY" ? 12 * 3_600_000 : windowMs[tuple[1]];
        expect(refused.retryAfterMs).toBe(expected);
        await scene.advance(expected - 1);
        expect((await reserve(chain)).admitted).toBe(false);
        await scene.advance(1);
        expect((await reserve(chain)).admitted).toBe(true);
      },
    );

    test("0 admits none, and can never fit", async () => {
      for (const type of ["TOKEN", "REQUEST"] as const) {
        const refused = await reserve([limitOf([type, "MINUTE", 0])]);
        expect(refused).toMatchObject({ admitted: false, neverFits: true, retryAfterMs: 60_000 });
      }
    });

    test("a request above the threshold can never fit; one at it does", async () => {
      const chain = [limitOf(["TOKEN", "MINUTE", 10])];
      expect(await reserve(chain, 11)).toMatchObject({ admitted: false, neverFits: true });
      expect(await reserve(chain, 10)).toMatchObject({ admitted: true });
    });

    test("a flexible request gets what is left, down to its minimum", async () => {
      const chain = [limitOf(["TOKEN", "MINUTE", 10]), limitOf(["TOKEN", "DAY", 8])];
      expect((await admit(chain, 100, { tokensMin: 3 })).tokens).toBe(8);
      expect(await reserve(chain, 100, { tokensMin: 1 })).toMatchObject({ admitted: false });
    });

    test("a refusal by any limit changes no counter, of any kind or group", async () => {
      const chain = [
        limitOf(["REQUEST", "SECOND", 100], "grp_root"),
        limitOf(["TOKEN", "MINUTE", 100]),
        limitOf(["TOKEN", "DAY", 100], "grp_root"),
        limitOf(["REQUEST", "MINUTE", 1]),
      ];
      await admit(chain, 7, { metered: ["grp_root", "grp_a"] });
      const before = await used(chain);
      const refused = await reserve(chain, 7, { metered: ["grp_root", "grp_a"] });
      expect(refused).toMatchObject({ admitted: false, binding: { limit: chain[3] } });
      expect(await used(chain)).toEqual(before);
      expect(await scene.store.readDay([{ groupId: "grp_root", slug }], "grp_root")).toEqual([
        { groupId: "grp_root", slug, requests: 1, tokens: 7 },
      ]);
    });

    test("the binding limit is the one with the longest wait", async () => {
      const second = limitOf(["REQUEST", "SECOND", 1]);
      const minute = limitOf(["REQUEST", "MINUTE", 1], "grp_root");
      await admit([second, minute]);
      expect(await reserve([second, minute])).toMatchObject({
        binding: { limit: minute },
        retryAfterMs: 60_000,
      });
    });

    test("settling gives back what was too much, and charges what was too little now", async () => {
      const chain = [limitOf(["TOKEN", "MINUTE", 100]), limitOf(["TOKEN", "DAY", 1_000])];
      const over = await admit(chain, 50);
      const under = await admit(chain, 10);
      await scene.advance(30_000);
      expect(await scene.store.settle(over, 20)).toMatchObject({ overshootTokens: 0 });
      expect(await used(chain)).toEqual([30, 30]);
      const settled = await scene.store.settle(under, 90);
      expect(settled.overshootTokens).toBe(10);
      expect(settled.states.map((state) => state.used)).toEqual([110, 110]);
      await scene.advance(30_000);
      // The reserved tokens have left the window; the excess stays a window from its settlement.
      expect(await used(chain)).toEqual([80, 110]);
      await scene.advance(30_000);
      expect(await used(chain)).toEqual([0, 110]);
    });

    test("what is given back after its window has passed takes nothing from others", async () => {
      const chain = [limitOf(["TOKEN", "MINUTE", 100])];
      const early = await admit(chain, 50);
      await scene.advance(30_000);
      await scene.store.settle(await admit(chain, 10), 10);
      await scene.advance(31_000);
      await scene.store.settle(early, 20);
      expect(await used(chain)).toEqual([10]);
    });

    test("what is given back is taken from the moment of its reservation", async () => {
      const chain = [limitOf(["TOKEN", "MINUTE", 100])];
      const early = await admit(chain, 50);
      await scene.advance(5_000);
      const late = await admit(chain, 30);
      await scene.advance(5_000);
      await scene.store.settle(early, 20);
      await scene.store.settle(await admit(chain, 10), 10);
      await scene.store.settle(late, 25);
      expect(await used(chain)).toEqual([55]);
      await scene.advance(50_000);
      expect(await used(chain)).toEqual([35]);
      await scene.advance(5_000);
      expect(await used(chain)).toEqual([10]);
      await scene.advance(5_000);
      expect(await used(chain)).toEqual([0]);
    });

    test("case 14: a request belongs to the day of its admission, however long it takes", async () => {
      const chain = [limitOf(["TOKEN", "DAY", 100]), limitOf(["REQUEST", "DAY", 100])];
      await scene.advance(12 * 3_600_000 - 1);
      const late = await admit(chain, 10);
      expect(await used(chain)).toEqual([10, 1]);
      await scene.advance(1);
      expect(await used(chain)).toEqual([0, 0]);
      await scene.store.settle(late, 90);
      expect(await used(chain)).toEqual([0, 0]);
      expect(await scene.store.readDay([{ groupId: "grp_a", slug }], "grp_root")).toEqual([]);
    });

    test("release gives all back, or all but the request that counts without being billed", async () => {
      const chain = [limitOf(["TOKEN", "MINUTE", 100]), limitOf(["REQUEST", "MINUTE", 10])];
      const first = await admit(chain, 9);
      const second = await admit(chain, 9);
      await scene.store.release(first, { countRequest: false });
      await scene.store.release(second, { countRequest: true });
      expect(await used(chain)).toEqual([0, 1]);
      expect(await scene.store.readDay([{ groupId: "grp_a", slug }], "grp_root")).toEqual([
        { groupId: "grp_a", slug, requests: 1, tokens: 0 },
      ]);
    });

    test("ending a reservation twice counts once", async () => {
      const chain = [limitOf(["TOKEN", "MINUTE", 100])];
      const reservation = await admit(chain, 10);
      await scene.store.settle(reservation, 20);
      await scene.store.settle(reservation, 20);
      await scene.store.release(reservation, { countRequest: false });
      expect(await used(chain)).toEqual([20]);
    });

    test("a reservation whose process died expires; if it was answered after all, it counts", async () => {
      const chain = [limitOf(["TOKEN", "DAY", 100]), limitOf(["REQUEST", "DAY", 10])];
      const reservation = await admit(chain, 10);
      await scene.advance(scene.reservationMsMax);
      expect(await used(chain)).toEqual([0, 0]);
      expect(await scene.store.openReservations()).toBe(0);
      await scene.store.settle(reservation, 12);
      expect(await used(chain)).toEqual([12, 1]);
    });

    test("a reservation that expires after midnight takes nothing from the new day", async () => {
      const chain = [limitOf(["TOKEN", "DAY", 100])];
      await scene.advance(12 * 3_600_000 - 1_000);
      await admit(chain, 10);
      await scene.advance(2_000);
      await scene.store.settle(await admit(chain, 20), 20);
      await scene.advance(scene.reservationMsMax);
      expect(await used(chain)).toEqual([20]);
    });

    test("the day is metered without any limit, so that one declared later knows it", async () => {
      const reservation = await admit([], 5, { metered: ["grp_root", "grp_a"] });
      await scene.store.settle(reservation, 8);
      expect(await used([limitOf(["TOKEN", "DAY", 100], "grp_root")])).toEqual([8]);
    });

    test("groups and slugs never share a counter", async () => {
      await admit([limitOf(["REQUEST", "MINUTE", 1])]);
      expect((await reserve([limitOf(["REQUEST", "MINUTE", 1], "grp_b")])).admitted).toBe(true);
      const otherSlug = { ...limitOf(["REQUEST", "MINUTE", 1]), slug: "acme/other" };
      expect(await used([otherSlug])).toEqual([0]);
    });

    test("what the ledger knows counts again after a restart", async () => {
      const entry = { rootGroupId: "grp_root", meteredGroupIds: ["grp_root", "grp_a"], slug };
      const now = scene.now();
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
      await scene.empty?.();
      await scene.store.rebuild(entries());
      const chain = [
        limitOf(["TOKEN", "DAY", 1_000], "grp_root"),
        limitOf(["REQUEST", "DAY", 10]),
        limitOf(["TOKEN", "MINUTE", 1_000]),
        limitOf(["REQUEST", "MINUTE", 2], "grp_root"),
        limitOf(["REQUEST", "SECOND", 10]),
      ];
      expect(await used(chain)).toEqual([900, 9, 200, 2, 0]);
      const refused = await reserve(chain);
      if (refused.admitted) throw new Error("admitted");
      expect(refused.retryAfterMs).toBeGreaterThan(9_000);
      expect(refused.retryAfterMs).toBeLessThanOrEqual(11_000);
    });

    test("a clock that is set back neither reopens a window nor freezes it", async () => {
      const chain = [limitOf(["REQUEST", "SECOND", 10])];
      for (let call = 0; call < 10; call++) await admit(chain);
      await scene.advance(-600_000);
      expect((await reserve(chain)).admitted).toBe(false);
      await scene.advance(1_000);
      expect((await reserve(chain)).admitted).toBe(true);
    });

    test("a clock that steps back over midnight gives nobody a fresh day", async () => {
      await scene.advance(12 * 3_600_000 + 5);
      await admit([], 3);
      await scene.advance(-10);
      await admit([], 4);
      await scene.advance(10);
      expect(await scene.store.readDay([{ groupId: "grp_a", slug }], "grp_root")).toEqual([
        { groupId: "grp_a", slug, requests: 2, tokens: 7 },
      ]);
    });

    test("windows roll on over midnight, while the day begins anew", async () => {
      const chain = [limitOf(["REQUEST", "MINUTE", 2]), limitOf(["REQUEST", "DAY", 2])];
      await scene.advance(12 * 3_600_000 - 1_000);
      await admit(chain);
      await admit(chain);
      await scene.advance(1_000);
      expect(await used(chain)).toEqual([2, 0]);
      expect(await reserve(chain)).toMatchObject({ admitted: false, retryAfterMs: 59_000 });
      await scene.advance(59_000);
      expect((await reserve(chain)).admitted).toBe(true);
    });

    test("property: no rolling window ever holds more than the threshold; the promised wait is kept", async () => {
      const steps = fc.array(
        fc.record({
          waitMs: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 1_500 })),
          tokens: fc.integer({ min: 1, max: 6 }),
          retries: fc.boolean(),
        }),
        { minLength: 1, maxLength: 120 },
      );
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 12 }), steps, async (threshold, arrivals) => {
          const fresh = await open();
          await scene.close();
          scene = fresh;
          const chain = [limitOf(["TOKEN", "SECOND", threshold])];
          const admitted: { at: number; tokens: number }[] = [];
          const attempt = async (tokens: number) => {
            const result = await reserve(chain, tokens);
            if (result.admitted) admitted.push({ at: scene.now(), tokens });
            return result;
          };
          for (const { waitMs, tokens, retries } of arrivals) {
            await scene.advance(waitMs);
            const result = await attempt(tokens);
            if (result.admitted || result.neverFits || !retries) continue;
            await scene.advance(result.retryAfterMs);
            expect((await attempt(tokens)).admitted).toBe(true);
          }
          for (const { at } of admitted) {
            const inWindow = admitted.filter((other) => other.at >= at && other.at < at + 1_000);
            const total = inWindow.reduce((sum, each) => sum + each.tokens, 0);
            expect(total).toBeLessThanOrEqual(threshold);
          }
        }),
        { numRuns: 60 },
      );
    });

    test("property: whatever happens to them, reservations leave exactly what was settled", async () => {
      const ends = fc.constantFrom("settle", "release", "fail", "leave");
      const steps = fc.array(
        fc.record({
          tokens: fc.integer({ min: 1, max: 50 }),
          actual: fc.integer({ min: 0, max: 80 }),
          end: ends,
        }),
        { maxLength: 40 },
      );
      await fc.assert(
        fc.asyncProperty(steps, async (requests) => {
          const fresh = await open();
          await scene.close();
          scene = fresh;
          const chain = [
            limitOf(["TOKEN", "MINUTE", 1_000_000]),
            limitOf(["TOKEN", "DAY", 1_000_000], "grp_root"),
            limitOf(["REQUEST", "DAY", 1_000_000]),
          ];
          const metered = ["grp_root", "grp_a"];
          let tokens = 0;
          let counted = 0;
          for (const request of requests) {
            const reservation = await admit(chain, request.tokens, { metered });
            if (request.end === "settle") await scene.store.settle(reservation, request.actual);
            else if (request.end !== "leave") {
              await scene.store.release(reservation, { countRequest: request.end === "fail" });
            }
            if (request.end === "settle") tokens += request.actual;
            if (request.end === "settle" || request.end === "fail") counted++;
          }
          const left = requests.filter(({ end }) => end === "leave");
          expect(await scene.store.openReservations()).toBe(left.length);
          const held = left.reduce((sum, request) => sum + request.tokens, 0);
          expect(await used(chain)).toEqual([tokens + held, tokens + held, counted + left.length]);
          await scene.advance(scene.reservationMsMax);
          expect(await scene.store.openReservations()).toBe(0);
          expect((await used(chain)).slice(1)).toEqual([tokens, counted]);
        }),
        { numRuns: 40 },
      );
    });
  });
}
