import { setTimeout as delay } from "node:timers/promises";
import { ulid } from "ulidx";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom, type Random } from "../../scripts/seed/random";
import { insertEvents } from "../metering/ledger/event-store";
import { type KillDatabase, type KillLane, openKillLane } from "../testing/kill-lane";
import { selectBilledRequests, sumLedgerOfToday } from "../testing/process-customer";
import { answerSlowly, startStreamingLoad } from "../testing/streaming-load";
import { startUpstreamDouble, type UpstreamDouble } from "../testing/upstream-double";

// HEADGATE_KILLS=50 kills twice as often on each kind of database, HEADGATE_KILL_SEED repeats the
// instants of a run.
const kills = Number(process.env["HEADGATE_KILLS"] ?? 25);
const seed = Number(process.env["HEADGATE_KILL_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
/** Gateways of their own databases, side by side: while one starts, another is under load. */
const laneCount = 2;
/** After the first answer of a life; a stream takes 40 ms. */
const instantMsMax = 250;

let upstream: UpstreamDouble;

beforeAll(async () => {
  upstream = await startUpstreamDouble();
  upstream.answer(answerSlowly(10));
});
afterAll(() => upstream.close());

/** Per group: what its counters say was used today, less what the ledger says. */
async function differenceOfToday({ customer, db }: KillLane) {
  const ledger = await sumLedgerOfToday(db);
  const usage = await customer.readUsage();
  return usage.map(({ requests, tokens }) => ({
    requests: requests - ledger.requests,
    tokens: tokens - ledger.tokens,
  }));
}
const nothing = { requests: 0, tokens: 0 };

interface Seen {
  completed: string[];
  cut: number;
  killsInFlight: number;
}

/** One life: load, `kill -9` at the instant that is due, another start. */
async function live(lane: KillLane, random: Random, seen: Seen): Promise<void> {
  const { gateway, customer } = lane;
  const load = startStreamingLoad({ url: gateway.url, ...customer, workers: 16 });
  await expect
    .poll(() => load.completed.length, { timeout: 60_000, interval: 5 })
    .toBeGreaterThan(0);
  await delay(random.next() * instantMsMax);
  if (load.inFlight > 0) seen.killsInFlight++;
  await gateway.kill();
  await load.stop();
  seen.completed.push(...load.completed);
  seen.cut += load.cut;

  await gateway.restart();
  // More than one look for midnight's sake alone: a counter does not mend by itself.
  await expect.poll(() => differenceOfToday(lane)).toEqual([nothing, nothing]);
}

describe.each<KillDatabase>(["external", "embedded"])("on an %s PostgreSQL", (kind) => {
  let lanes: KillLane[] = [];

  beforeAll(async () => {
    lanes = await Promise.all(
      Array.from({ length: laneCount }, () => openKillLane(kind, upstream.url)),
    );
  }, 180_000);
  afterAll(async () => {
    await Promise.all(lanes.map((lane) => lane.close()));
  });

  test(
    `case 17: kill -9 at ${kills} random instants (seed ${seed}) loses no completed answer's event, bills none twice, and resets no counter`,
    async () => {
      const startedMs = performance.now();
      const seen = lanes.map((): Seen => ({ completed: [], cut: 0, killsInFlight: 0 }));
      let left = kills;
      await Promise.all(
        lanes.map(async (lane, index) => {
          const random = createRandom(seed + index);
          const own = seen[index];
          while (own && left > 0) {
            left--;
            await live(lane, random, own);
          }
        }),
      );

      for (const [index, { db }] of lanes.entries()) {
        const billed = await selectBilledRequests(db);
        const requestIds = new Set(billed.map(({ requestId }) => requestId));
        expect(requestIds.size).toBe(billed.length);
        expect(new Set(billed.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(
          billed.length,
        );
        const unbilled = seen[index]?.completed.filter((requestId) => !requestIds.has(requestId));
        expect(unbilled).toEqual([]);
      }
      const sum = (of: (each: Seen) => number) => seen.reduce((all, each) => all + of(each), 0);
      const killsInFlight = sum((each) => each.killsInFlight);
      const figures = {
        ...{ kind, seed, kills, killsInFlight },
        completed: sum((each) => each.completed.length),
        cut: sum((each) => each.cut),
        seconds: Math.round((performance.now() - startedMs) / 100) / 10,
      };
      process.stdout.write(`kill -9: ${JSON.stringify(figures)}\n`);
      // A kill between two calls proves nothing; nearly all hit some.
      expect(killsInFlight).toBeGreaterThanOrEqual(kills * 0.9);
      expect(figures.cut).toBeGreaterThan(0);
    },
    60_000 + kills * 15_000,
  );

  test("a commit that a killed gateway left under way is counted by its successor", async () => {
    const [lane] = lanes;
    if (!lane) throw new Error("there is a lane");
    const { gateway, customer, db } = lane;
    const [org, team] = customer.groupIds;
    await gateway.kill();
    // Its connection is as a gateway's, whose death PostgreSQL notices after the statement.
    const orphan = await db.connect();
    await orphan.query("BEGIN");
    await insertEvents(orphan, [
      {
        idempotencyKey: ulid(),
        workspaceId: "wsp_1",
        groupId: team,
        groupPath: [org, team],
        cascading: true,
        externalEntityId: "team",
        apiKeyPrefix: customer.key.slice(0, 16),
        modelSlug: customer.slug,
        requestId: "req_orphan",
        requestMetadata: null,
        admittedAt: Date.now(),
        timestamp: Date.now(),
        inputTokens: 10,
        outputTokens: 5,
        cachedInputTokens: 0,
        estimated: false,
        outcome: "completed",
        billable: true,
      },
    ]);

    const restarted = gateway.restart();
    const hasLooked = async () => {
      const { rows } = await db.query<{ count: number }>(
        `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
         AND query LIKE '%FROM pg_locks%'
         AND pid <> pg_backend_pid()`,
      );
      return rows[0]?.count;
    };
    await expect.poll(hasLooked, { timeout: 60_000 }).toBe(1);
    await orphan.query("COMMIT");
    orphan.release();
    await restarted;
    await expect.poll(() => differenceOfToday(lane)).toEqual([nothing, nothing]);
  });
});
