import fc from "fast-check";
import { expect, test } from "vitest";
import type { Reservation } from "../counter-store";
import { type CounterTools, createLimit } from "./counter-fixture";

/** What holds whatever comes in whatever order. */
export function describeProperties(tools: CounterTools): void {
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
        await tools.renew();
        const chain = [createLimit(["TOKEN", "SECOND", threshold])];
        const admitted: { at: number; tokens: number }[] = [];
        const attempt = async (tokens: number) => {
          const result = await tools.reserve(chain, tokens);
          if (result.admitted) admitted.push({ at: tools.now(), tokens });
          return result;
        };
        for (const { waitMs, tokens, retries } of arrivals) {
          await tools.advance(waitMs);
          const result = await attempt(tokens);
          if (result.admitted || result.neverFits || !retries) continue;
          await tools.advance(result.retryAfterMs);
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
        await tools.renew();
        const chain = [
          createLimit(["TOKEN", "MINUTE", 1_000_000]),
          createLimit(["TOKEN", "DAY", 1_000_000], "grp_root"),
          createLimit(["REQUEST", "DAY", 1_000_000]),
        ];
        const metered = ["grp_root", "grp_a"];
        let tokens = 0;
        let counted = 0;
        const open: Reservation[] = [];
        for (const request of requests) {
          const reservation = await tools.admit(chain, request.tokens, { metered });
          if (request.end === "settle") await tools.store.settle(reservation, request.actual);
          else if (request.end === "leave") open.push(reservation);
          else {
            await tools.store.release(reservation, { countRequest: request.end === "fail" });
          }
          if (request.end === "settle") tokens += request.actual;
          if (request.end === "settle" || request.end === "fail") counted++;
        }
        const left = requests.filter(({ end }) => end === "leave");
        expect(await tools.store.openReservations()).toBe(left.length);
        const held = left.reduce((sum, request) => sum + request.tokens, 0);
        expect(await tools.used(chain)).toEqual([
          tokens + held,
          tokens + held,
          counted + left.length,
        ]);
        if (tools.lifetimeMs > 0) await tools.advance(tools.lifetimeMs);
        else for (const each of open) await tools.store.release(each, { countRequest: false });
        expect(await tools.store.openReservations()).toBe(0);
        expect((await tools.used(chain)).slice(1)).toEqual([tokens, counted]);
      }),
      { numRuns: 40 },
    );
  });
}
