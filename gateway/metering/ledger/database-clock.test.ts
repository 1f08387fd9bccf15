import { pino } from "pino";
import { decodeTime } from "ulidx";
import { describe, expect, test } from "vitest";
import { hourMs } from "../../contracts/leaves/time";
import { createMemoryCounterStore } from "../../limits/memory/memory-counter-store";
import type { Database } from "../../platform/db/database";
import { createIds } from "../../platform/process/create-ids";
import { openDatabaseClock } from "./database-clock";

const secondMs = 1_000;
const start = Date.parse("2026-03-10T12:00:00.000Z");
const log = pino({ level: "silent" });

/** Time that passes, and how far three clocks are from it. */
async function openTime() {
  let passedMs = 0;
  const off = { database: 0, steady: 0 };
  let isAway = false;
  const db = {
    query: async () => {
      if (isAway) throw new Error("the database is away");
      return { rows: [{ now: new Date(start + passedMs + off.database) }] };
    },
  } as unknown as Database;
  const steady = () => passedMs + off.steady;
  const clock = await openDatabaseClock({ db, log }, { steady, pollMs: null });
  return {
    clock,
    off,
    setAway: (now: boolean) => {
      isAway = now;
    },
    /** A look a second, as in a gateway that runs. */
    async pass(ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= secondMs) {
        passedMs += Math.min(left, secondMs);
        await clock.look().catch(() => {});
      }
    },
    truth: () => start + passedMs,
  };
}

describe("case 86: time never follows a clock that steps", () => {
  test("it is PostgreSQL's, and moves on between two looks", async () => {
    const time = await openTime();
    await time.pass(10 * secondMs);
    expect(time.clock.now()).toBe(time.truth());
    time.off.steady += 700;
    expect(time.clock.now()).toBe(time.truth() + 700);
  });

  test.each([
    ["PostgreSQL's, for a moment", "database", 25 * hourMs, 1],
    ["PostgreSQL's, for five minutes", "database", 25 * hourMs, 300],
    ["PostgreSQL's, just past midnight", "database", 12 * hourMs, 60],
    ["this machine's steady one, for a moment", "steady", 25 * hourMs, 1],
    ["this machine's steady one, backwards", "steady", -25 * hourMs, 5],
  ] as const)(
    "a clock set ahead and back opens no window: %s",
    async (_whose, which, stepMs, seconds) => {
      const time = await openTime();
      const ids = createIds();
      const counters = createMemoryCounterStore(time.clock);
      const chain = (["MINUTE", "DAY"] as const).map((unit) => ({
        ...{ counterGroupId: "g", sourceGroupId: "g", slug: "acme/m", type: "REQUEST" as const },
        ...{ kind: unit === "DAY" ? ("usage" as const) : ("rate" as const), unit, threshold: 3 },
      }));
      const reserve = async (n: number) => {
        const request = { reservationId: `rsv_${n}`, rootGroupId: "g", slug: "acme/m", chain };
        const result = await counters.reserve({
          ...{ ...request, tokens: 1, tokensMin: 1, meteredGroupIds: ["g"] },
        });
        return result.admitted;
      };
      for (let n = 0; n < 3; n += 1) expect(await reserve(n)).toBe(true);
      let latest = ids.ulid(time.clock.now());
      const check = async () => {
        expect(await reserve(9)).toBe(false);
        const id = ids.ulid(time.clock.now());
        expect(id > latest).toBe(true);
        latest = id;
        expect(decodeTime(id) - time.truth()).toBeLessThanOrEqual(60_000);
        expect(time.truth() - decodeTime(id)).toBeLessThanOrEqual(60_000);
      };
      time.off[which] += stepMs;
      await check();
      // The minute ends by itself; the day does not.
      await time.pass(seconds * secondMs);
      await check();
      time.off[which] -= stepMs;
      await check();
      await time.pass(3 * secondMs);
      await check();
      expect(Math.abs(time.clock.now() - time.truth())).toBeLessThanOrEqual(secondMs);
    },
  );

  test("a step that lasts is a correction: it is followed after ten minutes", async () => {
    const time = await openTime();
    time.off.database = 25 * hourMs;
    await time.pass(9 * 60 * secondMs);
    expect(time.clock.now()).toBe(time.truth());
    await time.pass(2 * 60 * secondMs);
    expect(time.clock.now()).toBe(time.truth() + 25 * hourMs);
  });

  test("a step back is followed at once, so that no id is ahead of PostgreSQL's time", async () => {
    const time = await openTime();
    const ids = createIds();
    ids.ulid(time.clock.now());
    time.off.database = -25 * hourMs;
    await time.pass(secondMs);
    const id = ids.ulid(time.clock.now());
    expect(decodeTime(id) - (time.truth() - 25 * hourMs)).toBeLessThanOrEqual(60_000);
  });

  test("while PostgreSQL is away it stands still soon, and goes on right afterwards", async () => {
    const time = await openTime();
    time.setAway(true);
    await time.pass(hourMs);
    expect(time.clock.now()).toBe(start + 5_000);
    time.setAway(false);
    await time.pass(secondMs);
    expect(time.clock.now()).toBe(time.truth());
  });
});
