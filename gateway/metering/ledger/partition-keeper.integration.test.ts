import { pino } from "pino";
import { ulid } from "ulidx";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dayMs } from "../../contracts/leaves/time";
import { createMemoryCounterStore } from "../../limits/memory/memory-counter-store";
import { createTestDatabase } from "../../testing/test-database";
import { selectFeed } from "./event-feed-store";
import { insertEvents } from "./event-store";
import type { LedgerRow } from "./ledger";
import { openPartitionKeeper } from "./partition-keeper";
import { createPartitions } from "./partition-store";
import { openPostgresLedger } from "./postgres-ledger";
import { rebuildCounters } from "./rebuild-counters";
import { eventTraces } from "./trace-store";

const now = Date.now();
const midnight = Math.floor(now / dayMs) * dayMs;
const clock = { now: () => now };
const lines: string[] = [];
const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
const at = { workspaceId: "wsp_1", groupId: "grp_1", slug: "acme/demo" };

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeEach(async () => {
  lines.length = 0;
  database = await createTestDatabase();
});
afterEach(() => database.drop());

function row(atMs: number): LedgerRow {
  return {
    idempotencyKey: ulid(atMs),
    workspaceId: at.workspaceId,
    groupId: at.groupId,
    groupPath: [at.groupId],
    cascading: false,
    externalEntityId: "customer",
    apiKeyPrefix: "sky_abcdefghijkl",
    modelSlug: at.slug,
    requestId: `req_${ulid(atMs)}`,
    requestMetadata: null,
    admittedAt: atMs,
    timestamp: atMs,
    inputTokens: 10,
    outputTokens: 5,
    cachedInputTokens: 0,
    estimated: false,
    outcome: "completed",
    billable: true,
  };
}

/** Rows recorded when they were made, in partitions of the last `days` days. */
async function fill(days: number, momentsMs: readonly number[]): Promise<void> {
  await database.db.transaction((tx) => createPartitions(tx, now - (days - 1) * dayMs, days));
  await insertEvents(database.db, momentsMs.map(row));
  await database.db.query(`UPDATE events SET recorded_at = "timestamp"`);
}

async function keptKeys(): Promise<string[]> {
  const { rows } = await database.db.query<{ key: string }>(
    `SELECT to_char("timestamp", 'YYYY-MM-DD HH24:MI:SS.MS') AS key FROM events ORDER BY 1`,
  );
  return rows.map(({ key }) => key);
}
const formatTime = (ms: number) => new Date(ms).toISOString().replace("T", " ").replace("Z", "");

async function countPartitions(): Promise<number> {
  const { rows } = await database.db.query<{ count: number }>(
    "SELECT count(*) FROM pg_inherits WHERE inhparent = 'events'::regclass",
  );
  return rows[0]?.count ?? 0;
}

const droppedDays = () =>
  lines
    .map((line) => JSON.parse(line))
    .filter((line) => line.partition)
    .map(({ partition }) => partition);

test("days older than the retention are dropped whole; the last kept one keeps its first event", async () => {
  const firstKept = midnight - 7 * dayMs;
  const moments = [firstKept - 9 * dayMs, firstKept - 1, firstKept, firstKept + 1, now - 1];
  // The eldest has no partition of its own.
  await fill(10, moments);
  const keeper = await openPartitionKeeper({ ...database, clock, log }, 7);
  await expect.poll(() => keptKeys()).toEqual(moments.slice(2).map(formatTime));
  await keeper.close();
  const days = [10, 9, 8].map((ago) => new Date(midnight - ago * dayMs).toISOString().slice(0, 10));
  expect(droppedDays()).toEqual(days.map((day) => `events_${day.replaceAll("-", "_")}`));
  // Seven days back, today, seven days ahead, and the default.
  expect(await countPartitions()).toBe(16);
});

test("what the counters' rebuild and the feed of the kept days read is there after the drop", async () => {
  // Two minutes before midnight may be yesterday's: both are read.
  const moments = [now, now - 60_000, midnight, midnight - 60_000, midnight - 7 * dayMs];
  await fill(12, moments);
  const read = async () => {
    const counters = createMemoryCounterStore(clock);
    await rebuildCounters({ db: database.db, clock, counters });
    const feed = await selectFeed(database.db, {
      workspaceId: at.workspaceId,
      startMs: midnight - 7 * dayMs,
      endMs: now + 1,
      after: undefined,
      apiKeyPrefixes: undefined,
      externalEntityIds: undefined,
      limit: 100,
    });
    return { day: await counters.readDay([at], at.groupId), feed };
  };
  const before = await read();
  expect(before.feed).toHaveLength(moments.length);
  const keeper = await openPartitionKeeper({ ...database, clock, log }, 7);
  await expect.poll(() => droppedDays()).not.toEqual([]);
  await keeper.close();
  expect(await read()).toEqual(before);
});

test("callers' names of calls go with the events that they stand beside, and not before", async () => {
  const firstKept = midnight - 7 * dayMs;
  // The call began the day before its event.
  const moments = [firstKept - 2 * dayMs, firstKept - dayMs - 1, firstKept - 1, firstKept, now - 1];
  const names = moments.map((_, index) => `call-${index}`);
  await database.db.transaction((tx) => createPartitions(tx, now - 9 * dayMs, 9, eventTraces));
  const named = moments.map((atMs, index) => ({
    ...row(atMs),
    trace: { clientRequestId: names[index] ?? null, traceId: null },
  }));
  await insertEvents(database.db, named);
  // The very same again, as after a lost answer.
  await insertEvents(database.db, named);
  const keptNames = async () => {
    const { rows } = await database.db.query<{ name: string }>(
      "SELECT client_request_id AS name FROM event_traces ORDER BY request_id",
    );
    return rows.map(({ name }) => name);
  };
  expect(await keptNames()).toEqual(names);
  const keeper = await openPartitionKeeper({ ...database, clock, log }, 7);
  await expect.poll(() => keptNames()).toEqual(names.slice(2));
  await keeper.close();
});

test("without a retention nothing is ever dropped", async () => {
  await fill(40, [now - 45 * dayMs, now - 39 * dayMs, now]);
  const keeper = await openPartitionKeeper({ ...database, clock, log }, null);
  await keeper.close();
  expect(await keptKeys()).toHaveLength(3);
  expect(await countPartitions()).toBe(40 + 7 + 2);
});

test("a gateway whose clock runs a year ahead drops no day that is young by PostgreSQL's", async () => {
  await fill(10, [now - 9 * dayMs, now - dayMs, now]);
  const ahead = { now: () => now + 365 * dayMs };
  const keeper = await openPartitionKeeper({ ...database, clock: ahead, log }, 7);
  await expect.poll(() => droppedDays()).toHaveLength(3);
  await keeper.close();
  expect(await keptKeys()).toEqual([now - dayMs, now].map(formatTime));
});

test("a backup that reads the ledger holds up neither a start nor a commit; days are dropped after it", async () => {
  await fill(20, [now - 19 * dayMs]);
  const backup = await database.db.connect();
  await backup.query("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  await backup.query("SELECT count(*) FROM events");
  // Tomorrow's clock: there is a day to be made, too.
  const tomorrow = { now: () => now + dayMs };
  const ids = { create: () => "", ulid: (ms: number) => ulid(ms) };
  const open = () =>
    openPostgresLedger({ ...database, clock: tomorrow, ids, log }, { retentionDays: 7 });
  const ledger = await open();
  await ledger.append(row(now));
  expect(ledger.isAvailable()).toBe(true);
  await expect.poll(() => lines.join(), { timeout: 60_000 }).toContain("trying again");
  await ledger.append(row(now));
  expect(await keptKeys()).toHaveLength(3);
  await ledger.close();

  await backup.query("COMMIT");
  backup.release();
  const later = await open();
  await expect.poll(() => keptKeys()).toHaveLength(2);
  await later.close();
});
