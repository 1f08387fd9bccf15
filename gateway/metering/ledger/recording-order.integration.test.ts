import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { decodeTime } from "ulidx";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase, type Queryable } from "../../platform/db/database";
import type { ManagementContext } from "../../platform/http/context";
import { createIds } from "../../platform/process/create-ids";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database";
import { readRollups, rollUpAll, usageEvent } from "../../testing/usage-rows";
import { listEvents } from "../events-api/list-events";
import { selectFeed } from "./event-feed-store";
import { insertEvents } from "./event-store";
import { findHorizon } from "./find-horizon";
import { createPartitions } from "./partition-store";
import { openPostgresLedger } from "./postgres-ledger";
import { raiseFloor, selectFloor } from "./recording-store";

const workspaceId = "wsp_1";
const at = { workspaceId, path: ["grp_1"] };
const context = { workspaceId } as ManagementContext;

let database: TestDatabase;
let db: Database;
const opened: Database[] = [];
const roles: string[] = [];

beforeEach(async () => {
  database = await createTestDatabase({ connections: 20 });
  db = database.db;
  await db.transaction((tx) => createPartitions(tx, Date.now(), 1));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
  for (const role of roles.splice(0)) await db.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  await database.drop();
});

function connect(change: (url: URL) => void): Database {
  const url = new URL(database.url);
  change(url);
  const connected = openDatabase({ url: url.href, connections: 8, onIdleError: () => {} });
  opened.push(connected);
  return connected;
}

/** A role that sees no other role's sessions, as a vault hands them out. */
async function createRole(): Promise<{ name: string; password: string }> {
  const [name, password] = [
    `vault_${randomBytes(6).toString("hex")}`,
    randomBytes(9).toString("hex"),
  ];
  await db.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
  await db.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${name}`);
  roles.push(name);
  return { name, password };
}

async function connectAsRole(): Promise<Database> {
  const { name, password } = await createRole();
  return connect((url) => {
    url.username = name;
    url.password = password;
  });
}

/** Recorded by `work` in a transaction that stays open until `commit` is called. */
async function hold(on: Database, work: (tx: Queryable) => Promise<unknown>) {
  let commit = () => {};
  const held = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let begun = () => {};
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const done = on.transaction(async (tx) => {
    await work(tx);
    begun();
    await held;
  });
  await hasBegun;
  return async () => {
    commit();
    await done;
  };
}

async function keysUpTo(reader: Database, horizonMs: number): Promise<string[]> {
  const rows = await selectFeed(reader, {
    ...{ workspaceId, startMs: 0, endMs: horizonMs, after: undefined },
    ...{ apiKeyPrefixes: undefined, externalEntityIds: undefined, limit: 1_000 },
  });
  return rows.map(({ idempotencyKey }) => idempotencyKey);
}

async function rolledUp(): Promise<number> {
  const { tree_usage_days: days = [] } = await readRollups(db);
  return days
    .filter((row) => (row as { group_id: string }).group_id === "")
    .reduce<number>((sum, row) => sum + (row as { requests: number }).requests, 0);
}

describe("case 54: nothing from outside decides which events may be read", () => {
  const writers: [how: string, connectWriter: () => Promise<Database>][] = [
    [
      "under another application name",
      async () => connect((url) => url.searchParams.set("application_name", "billing")),
    ],
    [
      "under an empty application name",
      async () => connect((url) => url.searchParams.set("application_name", "")),
    ],
    [
      "with a snapshot for each transaction",
      async () =>
        connect((url) =>
          url.searchParams.set("options", "-c default_transaction_isolation=repeatable\\ read"),
        ),
    ],
    ["under another role", connectAsRole],
  ];
  test.each(writers)(
    "a commit that comes late is not passed: written %s",
    async (_how, connectWriter) => {
      const writer = await connectWriter();
      const late = usageEvent(at, Date.now());
      const commit = await hold(writer, (tx) => insertEvents(tx, [late]));
      const early = usageEvent(at, Date.now());
      await insertEvents(db, [early]);
      expect(await keysUpTo(db, await findHorizon(db, "events"))).toEqual([]);
      await commit();
      await rollUpAll(db);
      expect(await rolledUp()).toBe(2);
      const keys = await keysUpTo(db, await findHorizon(db, "events"));
      expect(keys.toSorted()).toEqual([late, early].map((row) => row.idempotencyKey).toSorted());
    },
  );

  test.each(writers)("readers skip nothing either: read %s", async (_how, connectReader) => {
    const reader = await connectReader();
    const late = usageEvent(at, Date.now());
    const commit = await hold(db, (tx) => insertEvents(tx, [late]));
    await insertEvents(db, [usageEvent(at, Date.now())]);
    expect(await keysUpTo(reader, await findHorizon(reader, "events"))).toEqual([]);
    await commit();
    expect(await keysUpTo(reader, await findHorizon(reader, "events"))).toHaveLength(2);
  });

  test("what writes elsewhere for hours holds back no reader", async () => {
    await db.query("CREATE TABLE foreign_work (n int)");
    const other = await createTestDatabase({ connections: 2 });
    await other.db.query("CREATE TABLE foreign_work (n int)");
    const commits = await Promise.all([
      hold(db, (tx) => tx.query("INSERT INTO foreign_work VALUES (1)")),
      // Even the ledger of another Headgate on the same server.
      hold(other.db, (tx) => insertEvents(tx, [usageEvent(at, Date.now())])),
      hold(db, (tx) => tx.query("SELECT count(*) FROM events")),
      hold(db, (tx) => tx.query("SELECT FROM usage_watermarks FOR UPDATE")),
    ]);
    const row = usageEvent(at, Date.now());
    await insertEvents(db, [row]);
    expect(await keysUpTo(db, await findHorizon(db, "events"))).toEqual([row.idempotencyKey]);
    await rollUpAll(db);
    expect(await rolledUp()).toBe(1);
    for (const commit of commits) await commit();
    await other.drop();
  });

  test("a commit that hangs holds back only what is recorded since it began", async () => {
    const before = usageEvent(at, Date.now());
    await insertEvents(db, [before]);
    await findHorizon(db, "events");
    const commit = await hold(db, (tx) => insertEvents(tx, [usageEvent(at, Date.now())]));
    await insertEvents(db, [usageEvent(at, Date.now())]);
    expect(await keysUpTo(db, await findHorizon(db, "events"))).toEqual([before.idempotencyKey]);
    const { settledMs } = await selectFloor(db, "events");
    const start_time = new Date(0).toISOString();
    const pull = (end_time?: string) =>
      listEvents({ db }, context, { start_time, ...(end_time && { end_time }), limit: 100 });
    // A window that ended before is complete; an open one ends there.
    for (const end of [new Date(settledMs).toISOString(), undefined]) {
      const { items } = await pull(end);
      expect(items.map(({ idempotencyKey }) => idempotencyKey)).toEqual([before.idempotencyKey]);
    }
    await commit();
    expect((await pull()).items).toHaveLength(3);
  });
});

test("case 74: replicas of two roles roll up and read each event once", async () => {
  const log = pino({ level: "silent" });
  const replicas = [await connectAsRole(), await connectAsRole()];
  const ledgers = await Promise.all(
    replicas.map((each) =>
      openPostgresLedger(
        { db: withoutPartitions(each), clock: { now: Date.now }, ids: createIds(), log },
        { rowsPerCommitMax: 5 },
      ),
    ),
  );
  let isWriting = true;
  let written = 0;
  const write = async (index: number) => {
    for (let n = 0; n < 40; n += 1) {
      const { idempotencyKey: _key, timestamp: _at, ...row } = usageEvent(at, Date.now());
      await ledgers[index % 2]?.append(row);
      written += 1;
    }
  };
  // Holds its commit back, again and again.
  const dawdle = async (on: Database) => {
    while (isWriting) {
      await on.transaction(async (tx) => {
        await insertEvents(tx, [usageEvent(at, Date.now())]);
        await tx.query("SELECT pg_sleep(0.02)");
      });
      written += 1;
    }
  };
  const seen: string[] = [];
  const follow = async (on: Database) => {
    let after = { recordedAtMs: 0, idempotencyKey: "" };
    const step = async () => {
      const endMs = await findHorizon(on, "events");
      const rows = await selectFeed(on, {
        ...{ workspaceId, startMs: 0, endMs, after, apiKeyPrefixes: undefined },
        ...{ externalEntityIds: undefined, limit: 1_000 },
      });
      seen.push(...rows.map((row) => row.idempotencyKey));
      const last = rows.at(-1);
      if (last)
        after = { recordedAtMs: last.recordedAt.getTime(), idempotencyKey: last.idempotencyKey };
    };
    while (isWriting) await step();
    await step();
  };
  const [one, two] = replicas as [Database, Database];
  const rolling = (async () => {
    while (isWriting) await rollUpAll(two);
  })();
  const following = follow(one);
  const dawdling = [dawdle(one), dawdle(two)];
  await Promise.all(Array.from({ length: 16 }, (_, index) => write(index)));
  isWriting = false;
  await Promise.all([...dawdling, following, rolling]);
  await rollUpAll(one);
  expect(await rolledUp()).toBe(written);
  expect(new Set(seen).size).toBe(seen.length);
  for (const ledger of ledgers) await ledger.close();
});

describe("case 86: a clock that was set back hides nothing", () => {
  /** As if readers had been this far when PostgreSQL's clock was set back. */
  async function readUpTo(inMs: number): Promise<number> {
    await raiseFloor(db, "events");
    const floorMs = Date.now() + inMs;
    await db.query("UPDATE recording_floors SET at = $1, settled_at = $1", [new Date(floorMs)]);
    return floorMs;
  }

  test.each([25 * 3_600_000, 60_000, 2])(
    "%d ms: readers go on where they were",
    async (aheadMs) => {
      const floorMs = await readUpTo(aheadMs);
      const rows = [];
      for (let n = 0; n < 5; n += 1) {
        const row = usageEvent(at, Date.now());
        rows.push(row.idempotencyKey);
        // One as a gateway of the version before writes it.
        if (n === 2) await db.query("CREATE TEMP TABLE IF NOT EXISTS unused ()");
        await insertEvents(db, [row]);
        const horizonMs = await findHorizon(db, "events");
        const keys = await keysUpTo(db, horizonMs);
        expect(keys.toSorted()).toEqual(rows.toSorted());
        expect(horizonMs).toBeGreaterThan(floorMs);
      }
      await rollUpAll(db);
      expect(await rolledUp()).toBe(5);
    },
  );

  test("a gateway of the version before records behind no reader either", async () => {
    const floorMs = await readUpTo(3_600_000);
    const [row] = [usageEvent(at, Date.now())];
    await db.query(
      `INSERT INTO events (idempotency_key, workspace_id, group_id, group_path, cascading,
         external_entity_id, api_key_prefix, model_slug, request_id, admitted_at, "timestamp",
         input_tokens, output_tokens, cached_input_tokens, estimated, outcome, billable)
       VALUES ($1, $2, 'g', '{g}', false, 'e', 'k', 's', 'r', now(), now(), 1, 1, 0, false,
         'completed', true)`,
      [row?.idempotencyKey, workspaceId],
    );
    const { rows } = await db.query<{ at: Date }>("SELECT recorded_at AS at FROM events");
    expect(rows[0]?.at.getTime()).toBeGreaterThanOrEqual(floorMs);
  });
});

test.each([
  ["ahead", 25 * 3_600_000],
  ["ahead by a year", 365 * 86_400_000],
  ["back", -25 * 3_600_000],
])(
  "case 86: a gateway's clock set %s once, and back: feed, pulls and sums get every event",
  async (_way, stepMs) => {
    let offMs = 0;
    const clock = { now: () => Date.now() + offMs };
    const ledger = await openPostgresLedger({
      ...{ db, clock, ids: createIds(), log: pino({ level: "silent" }) },
    });
    const keys: string[] = [];
    const append = async (count: number) => {
      for (let n = 0; n < count; n += 1) {
        const { idempotencyKey: _key, timestamp: _at, ...row } = usageEvent(at, Date.now());
        keys.push((await ledger.append(row)).idempotencyKey);
      }
    };
    await append(10);
    // Readers are in the middle of it.
    expect(await keysUpTo(db, await findHorizon(db, "events"))).toHaveLength(10);
    offMs = stepMs;
    await append(3);
    offMs = 0;
    await append(50);
    expect((await keysUpTo(db, await findHorizon(db, "events"))).toSorted()).toEqual(
      keys.toSorted(),
    );
    const start_time = new Date(Date.now() - 3_600_000).toISOString();
    const pulled = await listEvents({ db }, context, { start_time, limit: 1_000 });
    expect(pulled.items.map((item) => item.idempotencyKey).toSorted()).toEqual(keys.toSorted());
    await rollUpAll(db);
    expect(await rolledUp()).toBe(63);
    const ahead = keys.slice(13).filter((key) => decodeTime(key) > Date.now() + 60_000);
    expect(ahead).toEqual([]);
    await ledger.close();
  },
);

/** Roles that may not make tables: the days are there. */
function withoutPartitions(of: Database): Database {
  return { ...of, transaction: (work) => db.transaction(work) };
}
