import { pino } from "pino";
import { monotonicFactory } from "ulidx";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMemoryCounterStore } from "../../limits/memory/memory-counter-store";
import type { Database, Queryable } from "../../platform/db/database";
import { createTestDatabase } from "../../testing/test-database";
import type { LedgerAppend } from "./ledger";
import { openPostgresLedger } from "./postgres-ledger";
import { rebuildCounters } from "./rebuild-counters";

const now = Date.UTC(2026, 10, 23, 12, 0, 0);
const clock = { now: () => now };
const ulid = monotonicFactory();
const ids = { create: (kind: string) => `${kind}_1`, ulid };
const log = pino({ level: "silent" });

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

function event(change: Partial<LedgerAppend> = {}): LedgerAppend {
  return {
    workspaceId: "wsp_1",
    groupId: "grp_child",
    groupPath: ["grp_root", "grp_child"],
    cascading: true,
    externalEntityId: "customer",
    apiKeyPrefix: "sky_abcdefghijkl",
    modelSlug: "acme/demo",
    requestId: "req_1",
    requestMetadata: null,
    admittedAt: now,
    inputTokens: 10,
    outputTokens: 5,
    cachedInputTokens: 0,
    estimated: false,
    outcome: "completed",
    billable: true,
    ...change,
  };
}

/** A database whose next queries fail as if the server had gone. */
function breakable(db: Database): { db: Database; broken: { on: boolean } } {
  const broken = { on: false };
  const breaking = ({ query }: Queryable): Queryable => ({
    query: (text, values) =>
      broken.on ? Promise.reject(new Error("connection terminated")) : query(text, values),
  });
  const onConnection: Database["onConnection"] = (work) =>
    db.onConnection((connection) =>
      work(breaking({ query: (text, values) => connection.query(text, values) })),
    );
  return { db: { ...db, ...breaking(db), onConnection }, broken };
}

test("an append that resolved is in the table, in the partition of its day", async () => {
  const ledger = await openPostgresLedger({ ...database, clock, ids, log });
  const keys = await Promise.all(Array.from({ length: 1_200 }, () => ledger.append(event())));
  const { rows } = await database.db.query(
    "SELECT idempotency_key, tableoid::regclass::text AS part FROM events ORDER BY 1",
  );
  expect(rows.map((row) => row.idempotency_key)).toEqual(
    keys.map((key) => key.idempotencyKey).sort(),
  );
  expect(new Set(rows.map((row) => row.part))).toEqual(new Set(["events_2026_11_23"]));
  await ledger.close();
});

test("request metadata comes back as it was sent, NUL escapes and lone surrogates included", async () => {
  const ledger = await openPostgresLedger({ ...database, clock, ids, log });
  const requestMetadata = `{ "z": "a\\u0000b","a":"\\ud800", "list":[1.0,null], "né":"日本", "id":9007199254740993 }`;
  await ledger.append(event({ requestMetadata }));
  const { rows } = await database.db.query("SELECT request_metadata::text AS sent FROM events");
  expect(rows[0]?.sent).toBe(requestMetadata);
  await ledger.close();
});

test("an unreachable database delays appends, says so, and loses and doubles nothing", async () => {
  const { db, broken } = breakable(database.db);
  const ledger = await openPostgresLedger({ db, clock, ids, log });
  broken.on = true;
  const appends = [ledger.append(event()), ledger.append(event())];
  await expect.poll(() => ledger.isAvailable()).toBe(false);
  broken.on = false;
  await Promise.all(appends);
  expect(ledger.isAvailable()).toBe(true);
  const { rows } = await database.db.query("SELECT count(*) AS events FROM events");
  expect(rows[0]?.events).toBe(2);
  await ledger.close();
});

test("the next commit is under way before anybody hears of the one before", async () => {
  const seen: string[] = [];
  const onConnection: Database["onConnection"] = (work) =>
    database.db.onConnection((connection) =>
      work({
        query: (text, values) => {
          seen.push("sent");
          // Comes while the first commit is under way.
          if (seen.length === 1) void append("second");
          return connection.query(text, values);
        },
      }),
    );
  const db = { ...database.db, onConnection };
  const ledger = await openPostgresLedger({ db, clock, ids, log });
  const append = async (name: string) => {
    await ledger.append(event());
    seen.push(name);
  };
  await append("first");
  await ledger.drain();
  expect(seen).toEqual(["sent", "sent", "first", "second"]);
  await ledger.close();
});

test("an idle ledger notices that its database went away and came back", async () => {
  const { db, broken } = breakable(database.db);
  const ledger = await openPostgresLedger({ db, clock, ids, log });
  broken.on = true;
  await expect.poll(() => ledger.isAvailable(), { timeout: 60_000 }).toBe(false);
  broken.on = false;
  await expect.poll(() => ledger.isAvailable(), { timeout: 60_000 }).toBe(true);
  await ledger.close();
});

test("a row that PostgreSQL refuses fails alone; its neighbours are committed", async () => {
  const ledger = await openPostgresLedger({ ...database, clock, ids, log });
  const first = ledger.append(event());
  const results = await Promise.allSettled([
    first,
    ledger.append(event({ requestId: "fine" })),
    ledger.append(event({ requestId: "bad", modelSlug: "nul\u0000" })),
    ledger.append(event({ requestId: "fine too" })),
  ]);
  expect(results.map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  const { rows } = await database.db.query("SELECT count(*) AS events FROM events");
  expect(rows[0]?.events).toBe(3);
  await ledger.close();
});

test("a full queue makes the ledger unavailable before anything is lost", async () => {
  const { db, broken } = breakable(database.db);
  const ledger = await openPostgresLedger({ db, clock, ids, log }, { queueRowsMax: 10 });
  expect(ledger.isAvailable()).toBe(true);
  broken.on = true;
  const appends = Array.from({ length: 10 }, () => ledger.append(event()));
  expect(ledger.isAvailable()).toBe(false);
  broken.on = false;
  await Promise.all(appends);
  expect(ledger.isAvailable()).toBe(true);
  await ledger.close();
});

test("counters rebuilt from the ledger know the day and the last minute, for the whole pool", async () => {
  const ledger = await openPostgresLedger({ ...database, clock, ids, log });
  const yesterday = now - 86_400_000;
  await ledger.append(event({ admittedAt: now - 10_000 }));
  await ledger.append(event({ admittedAt: now - 7_200_000 }));
  await ledger.append(event({ admittedAt: yesterday }));
  await ledger.append(
    event({ billable: false, outcome: "upstream_error", inputTokens: 0, outputTokens: 0 }),
  );
  await ledger.append(
    event({ cascading: false, groupId: "grp_solo", groupPath: ["grp_top", "grp_solo"] }),
  );

  const counters = createMemoryCounterStore(clock);
  await rebuildCounters({ db: database.db, clock, counters });
  const day = await counters.readDay(
    ["grp_root", "grp_child", "grp_solo", "grp_top"].map((groupId) => ({
      groupId,
      slug: "acme/demo",
    })),
    "grp_root",
  );
  expect(day).toEqual([
    { groupId: "grp_root", slug: "acme/demo", requests: 3, tokens: 30 },
    { groupId: "grp_child", slug: "acme/demo", requests: 3, tokens: 30 },
    { groupId: "grp_solo", slug: "acme/demo", requests: 1, tokens: 15 },
  ]);
  const [minute] = await counters.readChain(
    [
      {
        counterGroupId: "grp_root",
        sourceGroupId: "grp_root",
        slug: "acme/demo",
        kind: "rate",
        type: "REQUEST",
        unit: "MINUTE",
        threshold: 100,
      },
    ],
    "grp_root",
  );
  // Admitted within the last minute: the first and the failed one.
  expect(minute?.used).toBe(2);
  await ledger.close();
});

test("a database that hangs without an error makes the ledger unavailable until it answers", async () => {
  let answer = () => {};
  const hung = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const query: Database["query"] = async (text, values) => {
    await hung;
    return database.db.query(text, values);
  };
  const ledger = await openPostgresLedger({ db: { ...database.db, query }, clock, ids, log });
  const append = ledger.append(event());
  await expect.poll(() => ledger.isAvailable(), { timeout: 60_000 }).toBe(false);
  answer();
  await append;
  await expect.poll(() => ledger.isAvailable(), { timeout: 60_000 }).toBe(true);
  await ledger.close();
});

test("rows that had to go to the default partition move when their day's partition is made", async () => {
  let nowMs = now;
  const moving = { now: () => nowMs };
  const ledger = await openPostgresLedger({ ...database, clock: moving, ids, log });
  nowMs += 40 * 86_400_000;
  await ledger.append(event());
  await ledger.close();
  const readPartitions = async () => {
    const { rows } = await database.db.query("SELECT tableoid::regclass::text AS part FROM events");
    return rows.map((row) => row.part);
  };
  expect(await readPartitions()).toEqual(["events_default"]);
  const reopened = await openPostgresLedger({ ...database, clock: moving, ids, log });
  await reopened.close();
  expect(await readPartitions()).toEqual(["events_2027_01_02"]);
});
