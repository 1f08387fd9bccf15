import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dayMs } from "../../contracts/leaves/time";
import type { CounterStore } from "../../limits/counter-store";
import { createMemoryCounterStore } from "../../limits/memory/memory-counter-store";
import { createRedisCounterStore } from "../../limits/redis/redis-counter-store";
import type { RedisClient } from "../../limits/redis/run-redis-script";
import type { Database } from "../../platform/db/database";
import { countLedgerReads } from "../../testing/ledger-reads";
import { connectRedis, ownNamespace } from "../../testing/redis-fixture";
import { type RedisServer, startRedisServer } from "../../testing/redis-server";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database";
import { rollUpAll, usageEvent } from "../../testing/usage-rows";
import { rollUpBatch } from "../rollups/roll-up-usage";
import { insertEvents, selectConsumptionSince } from "./event-store";
import type { LedgerRow } from "./ledger";
import { createPartitions } from "./partition-store";
import { readConsumption, rebuildCounters } from "./rebuild-counters";

const midnight = Math.floor(Date.now() / dayMs) * dayMs;
const clock = { now: () => midnight + 12 * 3_600_000 };
const workspaceId = "wsp_1";
const trees = [
  { path: ["org"], isCascading: true },
  { path: ["org", "team"], isCascading: true },
  { path: ["org", "team", "app"], isCascading: true },
  { path: ["org", "left"], isCascading: true, isDeleted: true },
  { path: ["solo"], isCascading: false },
  { path: ["solo", "child"], isCascading: false },
];

let redisServer: RedisServer;
let redis: RedisClient;
let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  redisServer = await startRedisServer();
  redis = await connectRedis([redisServer.url]);
});
afterAll(async () => {
  redis?.disconnect();
  await redisServer?.stop();
});
beforeEach(async () => {
  database = await createTestDatabase();
  db = database.db;
  await db.transaction((tx) => createPartitions(tx, clock.now(), 1));
  await db.query("INSERT INTO workspaces (id, name) VALUES ($1, 'one')", [workspaceId]);
  for (const { path, isCascading, isDeleted } of trees) {
    const enforcement = isCascading ? "CASCADING" : "INDEPENDENT";
    await db.query(
      `INSERT INTO groups (id, workspace_id, root_id, parent_id, path, external_entity_id,
         limit_enforcement, deleted_at)
       VALUES ($1, $2, $3, $4, $5, $1, $6, $7)`,
      [path.at(-1), workspaceId, path[0], path.at(-2), path, enforcement, isDeleted && new Date()],
    );
  }
});
afterEach(() => database.drop());

/** One event of group `n`, and every kind of difference that a counter must know. */
function event(n: number, admittedAt: number): LedgerRow {
  const { path, isCascading } = trees[n % trees.length] ?? { path: [], isCascading: false };
  const at = { workspaceId, path, key: `key_${n % 4}`, slug: `acme/${Math.floor(n / 6) % 3}` };
  const isFailed = n % 7 === 0;
  return usageEvent(at, admittedAt, {
    cascading: isCascading,
    inputTokens: isFailed ? 0 : 100 + n,
    outputTokens: isFailed ? 0 : n,
    ...(isFailed && { billable: false, outcome: "upstream_error" as const }),
  });
}

async function addEvents(count: number, first = 0): Promise<void> {
  const stepMs = Math.floor((11 * 3_600_000) / count);
  const rows = Array.from({ length: count }, (_, n) => event(first + n, midnight + n * stepMs));
  for (let at = 0; at < count; at += 2_000) await insertEvents(db, rows.slice(at, at + 2_000));
}

/** Every counter of the day, and what the ledger's rows, added up one by one, say. */
async function compare(counters: CounterStore) {
  const expected: Record<string, { requests: number; tokens: number }> = {};
  for (const row of await selectConsumptionSince(db, midnight)) {
    for (const groupId of row.cascading ? row.groupPath : [row.groupId]) {
      const name = `${groupId} ${row.slug}`;
      const sum = expected[name] ?? { requests: 0, tokens: 0 };
      expected[name] = sum;
      sum.requests += row.requests;
      sum.tokens += row.tokens;
    }
  }
  const counted: typeof expected = {};
  for (const root of ["org", "solo"]) {
    const keys = trees
      .filter(({ path }) => path[0] === root)
      .flatMap(({ path }) =>
        [0, 1, 2].map((n) => ({ groupId: path.at(-1) ?? "", slug: `acme/${n}` })),
      );
    for (const { groupId, slug, requests, tokens } of await counters.readDay(keys, root)) {
      counted[`${groupId} ${slug}`] = { requests, tokens };
    }
  }
  return { counted, expected };
}

const kinds: [name: string, open: () => CounterStore][] = [
  ["in memory", () => createMemoryCounterStore(clock)],
  ["in Redis", () => createRedisCounterStore({ redis, namespace: ownNamespace(), now: clock.now })],
];
describe.each(kinds)("case 53: a restart with counters %s", (_name, open) => {
  test("reads the day's sums and the rows behind them, and is right to the token", async () => {
    // Of yesterday's admission, recorded today, and the other way round.
    await insertEvents(db, [event(1, midnight - 1), event(2, midnight)]);
    await addEvents(8_000);
    await rollUpAll(db);
    await addEvents(500, 7);
    // As PostgreSQL knows the table when it was just filled, and later.
    for (const prepare of ["SELECT 1", "ANALYZE events"]) {
      await db.query(prepare);
      const counters = open();
      const reads = countLedgerReads(database.url);
      await rebuildCounters({ db: reads.db, clock, counters });
      const { counted, expected } = await compare(counters);
      expect(counted).toEqual(expected);
      expect(Object.keys(expected).length).toBeGreaterThan(10);
      expect(reads.rows()).toBeGreaterThanOrEqual(500);
      expect(reads.rows()).toBeLessThan(2_000);
      await reads.db.close();
      await counters.close();
    }
  });

  test.each([
    ["nothing is added up yet", 0],
    ["a batch is added up", 1],
    ["all is added up", 100],
  ])("counts each event once while %s", async (_how, batches) => {
    await addEvents(1_000);
    for (let batch = 0; batch < batches; batch += 1) await rollUpBatch(db, "events", 100);
    const counters = open();
    await rebuildCounters({ db, clock, counters });
    const { counted, expected } = await compare(counters);
    expect(counted).toEqual(expected);
    await counters.close();
  });
});

test("sums that move while they are read count nothing twice and miss nothing", async () => {
  await addEvents(2_000);
  for (let round = 0; round < 5; round += 1) {
    const counters = createMemoryCounterStore(clock);
    const rolling = (async () => {
      while (await rollUpBatch(db, "events", 100));
    })();
    await rebuildCounters({ db, clock, counters });
    await rolling;
    const { counted, expected } = await compare(counters);
    expect(counted).toEqual(expected);
    await addEvents(500, round);
  }
});

test("an empty day yields no entry", async () => {
  const entries = [];
  for await (const entry of readConsumption({ db, clock })) entries.push(entry);
  expect(entries).toEqual([]);
});
