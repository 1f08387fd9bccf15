import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rollingLengthsMs, windowLengthMs } from "../../contracts/limit-windows";
import type { ChainLimit, ReserveResult } from "../counter-store";
import {
  arrivals,
  cascades,
  createLimit,
  levels,
  slug,
  type Tuple,
  tuples,
} from "../exactness-inputs";
import type { CounterFixture } from "./counter-fixture";

const sequences = 2_000;
const trials = 1_000;

/**
 * That a store counts exactly, over random arrivals and a clock that only the test moves. `lanes`
 * fixtures share the work where answers come over a network.
 */
export function describeExactness(
  name: string,
  open: () => Promise<CounterFixture>,
  lanes: number,
): void {
  describe(`${name} counts exactly`, () => {
    let fixtures: CounterFixture[] = [];
    let calls = 0;
    beforeAll(async () => {
      fixtures = await Promise.all(Array.from({ length: lanes }, open));
    });
    afterAll(() => Promise.all(fixtures.map((fixture) => fixture.close())));

    /** Every property on every lane, each with its share of the runs. */
    async function check<T>(
      runs: number,
      inputs: fc.Arbitrary<T>,
      holds: (fixture: CounterFixture, input: T, root: string) => Promise<void>,
    ): Promise<void> {
      await Promise.all(
        fixtures.map((fixture, lane) =>
          fc.assert(
            fc.asyncProperty(inputs, async (input) => {
              // What came before has left every window, and counts for other groups anyway.
              await fixture.advance(Math.max(...rollingLengthsMs) + 1_000);
              await holds(fixture, input, `grp_${lane}_${calls++}`);
            }),
            { numRuns: Math.ceil(runs / lanes) },
          ),
        ),
      );
    }

    async function reserve(
      fixture: CounterFixture,
      root: string,
      chain: readonly ChainLimit[],
      tokens: number,
      meteredGroupIds: readonly string[] = [root],
    ): Promise<ReserveResult> {
      return fixture.store.reserve({
        reservationId: `rsv_${calls++}`,
        rootGroupId: root,
        slug,
        chain,
        tokens,
        tokensMin: tokens,
        meteredGroupIds,
      });
    }

    test(`${sequences} random arrival sequences: 0 over-admissions, and no refusal without need`, async () => {
      await check(sequences, arrivals, async (fixture, { tuple, threshold, steps }, root) => {
        const spanMs = windowLengthMs[tuple.unit];
        const chain = [createLimit(tuple, threshold, root)];
        const log: { at: number; amount: number }[] = [];
        const sumSince = (from: number) =>
          log.reduce((sum, { at, amount }) => sum + (at > from ? amount : 0), 0);
        for (const { wait, tokens } of steps) {
          await fixture.advance(Math.floor((wait * spanMs) / 1_000));
          const now = fixture.now();
          const amount = tuple.type === "TOKEN" ? tokens : 1;
          const { admitted } = await reserve(fixture, root, chain, tokens);
          if (admitted) {
            log.push({ at: now, amount });
            expect(sumSince(now - spanMs)).toBeLessThanOrEqual(threshold);
          } else {
            // A cell, a sixtieth of the window, leaves as one.
            expect(sumSince(now - (spanMs * 61) / 60 - 1) + amount).toBeGreaterThan(threshold);
          }
        }
      });
    }, 120_000);

    test(`${trials} random trials over five levels: a refusal changes no counter`, async () => {
      let refusals = 0;
      await check(trials, cascades, async (fixture, { thresholds, declared, requests }, root) => {
        const path = levels.map((level) => `${root}_${level}`);
        const all = path.flatMap((groupId, level) =>
          tuples.map((tuple, index) =>
            createLimit(tuple, thresholds[level * tuples.length + index] ?? 0, groupId),
          ),
        );
        const chain = all.filter((_, index) => declared[index]);
        const read = async () => ({
          used: (await fixture.store.readChain(all, root)).map(({ used }) => used),
          days: await fixture.store.readDay(
            path.map((groupId) => ({ groupId, slug })),
            root,
          ),
        });
        for (const tokens of requests) {
          const before = await read();
          const result = await reserve(fixture, root, chain, tokens, path);
          if (result.admitted) continue;
          refusals++;
          expect(await read()).toEqual(before);
          const { limit, used } = result.binding;
          expect(used + (limit.type === "TOKEN" ? tokens : 1)).toBeGreaterThan(limit.threshold);
        }
      });
      expect(refusals).toBeGreaterThan(trials);
    }, 120_000);

    test.each(tuples)("each of five levels alone can refuse: $type per $unit", async (tuple) => {
      for (const [index, level] of levels.entries()) {
        const [fixture] = fixtures;
        if (!fixture) throw new Error("no fixture");
        const root = `grp_alone_${calls++}`;
        const path = levels.map((each) => `${root}_${each}`);
        const chain = path.map((groupId, at) =>
          createLimit(tuple, at === index ? 1 : 100, groupId),
        );
        expect((await reserve(fixture, root, chain, 1, path)).admitted).toBe(true);
        expect(await reserve(fixture, root, chain, 1, path)).toMatchObject({
          admitted: false,
          binding: { limit: { counterGroupId: `${root}_${level}` } },
        });
      }
    });

    /** Share of its allowance that a client got over ten windows; a request takes a 250th of one. */
    async function measureShare(
      fixture: CounterFixture,
      tuple: Tuple,
      waitMs: (result: ReserveResult, spanMs: number) => number,
    ): Promise<number> {
      const threshold = 100;
      const windows = 10;
      const spanMs = windowLengthMs[tuple.unit];
      const root = `grp_client_${calls++}`;
      const chain = [createLimit(tuple, threshold, root)];
      const start = fixture.now();
      let admitted = 0;
      while (fixture.now() - start < windows * spanMs) {
        const result = await reserve(fixture, root, chain, 1);
        if (result.admitted) admitted++;
        await fixture.advance(waitMs(result, spanMs));
      }
      return admitted / (threshold * windows);
    }

    test.each<{ tuple: Tuple; share: number }>([
      { tuple: { kind: "rate", type: "REQUEST", unit: "MINUTE" }, share: 0.98 },
      { tuple: { kind: "rate", type: "REQUEST", unit: "SECOND" }, share: 0.9 },
    ])(
      "clients get $share of their allowance, per $tuple.unit",
      async ({ tuple, share }) => {
        const [fixture] = fixtures;
        if (!fixture) throw new Error("no fixture");
        const shares = {
          retriesAtOnce: await measureShare(fixture, tuple, (_, spanMs) => spanMs / 250),
          pacesItself: await measureShare(fixture, tuple, (_, spanMs) => spanMs / 100),
          obeysRetryAfter: await measureShare(fixture, tuple, (result) =>
            result.admitted ? 1 : Math.ceil(result.retryAfterMs / 1_000) * 1_000,
          ),
        };
        for (const got of Object.values(shares)) {
          expect(got, JSON.stringify(shares)).toBeGreaterThanOrEqual(share);
          expect(got, JSON.stringify(shares)).toBeLessThanOrEqual(1.1);
        }
      },
      60_000,
    );
  });
}
