import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dayMs } from "../../contracts/leaves/time";
import type { Database } from "../../platform/db/database";
import { createIds } from "../../platform/process/create-ids";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database";
import { addRefusals, readRollups, rollUpAll, usageEvent } from "../../testing/usage-rows";
import { insertEvents } from "../ledger/event-store";
import { createPartitions } from "../ledger/partition-store";
import { openPostgresLedger } from "../ledger/postgres-ledger";
import { reconcileRollups } from "../reconcile/reconcile-rollups";
import { rebuildUsageDay } from "./rebuild-usage";
import { rollUpBatch } from "./roll-up-usage";
import { openUsageRoller } from "./usage-roller";

const clock = { now: () => Date.now() };
const today = () => Math.floor(Date.now() / dayMs) * dayMs;
const at = { workspaceId: "wsp_1", path: ["grp_root", "grp_leaf"] };
const quiet = pino({ level: "silent" });

let database: TestDatabase;
let db: Database;
beforeEach(async () => {
  database = await createTestDatabase({ connections: 20 });
  db = database.db;
  await db.transaction((tx) => createPartitions(tx, Date.now(), 1));
});
afterEach(() => database.drop());

async function rebuildAll(): Promise<void> {
  for (let day = today() - 2 * dayMs; day <= today(); day += dayMs) {
    await rebuildUsageDay({ db, clock }, day);
  }
}

async function requestsIn(table: string): Promise<number> {
  const { rows } = await db.query<{ sum: number }>(
    `SELECT coalesce(sum(requests), 0)::bigint AS sum FROM ${table}`,
  );
  return rows[0]?.sum ?? -1;
}

test("a request is counted in the hour and day of its admission, UTC, at its group and all above", async () => {
  const day = new Date(today() - dayMs).toISOString().slice(0, 10);
  const midnight = new Date(today());
  await insertEvents(db, [
    usageEvent(at, `${day}T23:59:59.999Z`, { timestamp: today() + 5 }),
    usageEvent(at, today()),
    usageEvent({ ...at, path: ["grp_root"] }, today(), { billable: false, inputTokens: 0 }),
  ]);
  await addRefusals(db, at, `${day}T23:00:00.000Z`, 3);
  await rollUpAll(db);
  const { usage_hours, tree_usage_days } = await readRollups(db);
  const before = new Date(`${day}T23:00:00.000Z`);
  const own = { workspace_id: "wsp_1", api_key_prefix: "sky_aaaaaaaaaaaa", slug: "acme/m" };
  const one = { input_tokens: 10, cached_input_tokens: 2, output_tokens: 5, unbilled_requests: 0 };
  expect(usage_hours).toEqual([
    { ...own, ...one, group_id: "grp_leaf", at: before, requests: 1, refusals: 3 },
    { ...own, ...one, group_id: "grp_leaf", at: midnight, requests: 1, refusals: 0 },
    {
      ...{ ...own, ...one, group_id: "grp_root", at: midnight, requests: 1, refusals: 0 },
      ...{ unbilled_requests: 1, input_tokens: 0 },
    },
  ]);
  expect(tree_usage_days).toHaveLength(6);
  expect(tree_usage_days).toContainEqual({
    ...{ workspace_id: "wsp_1", group_id: "", slug: "acme/m", at: midnight },
    ...{ requests: 2, unbilled_requests: 1, refusals: 0 },
    ...{ input_tokens: 10, cached_input_tokens: 4, output_tokens: 10 },
  });
});

test("added up beside concurrent writers and a dawdling transaction, as rebuilt, as in the ledger", async () => {
  const deps = { db, clock, ids: createIds(), log: quiet };
  const ledgers = [await openPostgresLedger(deps), await openPostgresLedger(deps)];
  const rollers = [openUsageRoller({ db, log: quiet }), openUsageRoller({ db, log: quiet })];
  let written = 0;
  let isWriting = true;
  const write = async (index: number) => {
    for (let n = 0; n < 60; n += 1) {
      const path = ["grp_root", `grp_${index % 5}`];
      const slug = `acme/${n % 3}`;
      const admitted = Date.now() - ((index + n) % 20) * 3_600_000;
      const {
        idempotencyKey: _key,
        timestamp: _at,
        ...row
      } = usageEvent(
        { workspaceId: `wsp_${index % 2}`, path, key: `key_${index % 7}`, slug },
        Date.now(),
        { admittedAt: admitted, inputTokens: n, billable: n % 10 !== 0 },
      );
      await ledgers[index % 2]?.append(row);
      written += 1;
    }
  };
  // Begins early, commits late, again and again: its rows appear behind others.
  const dawdle = async () => {
    while (isWriting) {
      await db.transaction(async (tx) => {
        await insertEvents(tx, [usageEvent(at, Date.now())]);
        await tx.query("SELECT pg_sleep(0.05)");
      });
      written += 1;
    }
  };
  // Always at the heels of the writers: past the dawdling rows, were it not for the horizon.
  const roll = async () => {
    while (isWriting) await rollUpBatch(db, "events", 500);
  };
  const others = [dawdle(), roll(), addRefusals(db, at, Date.now(), 40)];
  await Promise.all(Array.from({ length: 24 }, (_, index) => write(index)));
  isWriting = false;
  await Promise.all(others);
  for (const table of ["usage_hours", "usage_days"]) {
    await expect.poll(() => requestsIn(table), { timeout: 60_000 }).toBe(written);
  }
  for (const roller of rollers) await roller.close();
  for (const ledger of ledgers) await ledger.close();
  await rollUpAll(db);

  const days = [today() - 2 * dayMs, today() - dayMs, today()];
  const found = [];
  for (const day of days) found.push(await reconcileRollups({ db, clock }, day));
  expect(found.flatMap(({ differences }) => differences)).toEqual([]);
  expect(found.reduce((sum, { events }) => sum + events, 0)).toBe(written);
  expect(found.reduce((sum, { refusals }) => sum + (refusals ?? 0), 0)).toBe(40);
  const incremental = await readRollups(db);
  await rebuildAll();
  expect(await readRollups(db)).toEqual(incremental);
});

test("a roller that is killed mid-batch, again and again, doubles nothing and skips nothing", async () => {
  const rows = Array.from({ length: 400 }, (_, n) => usageEvent(at, Date.now() - n * 60_000));
  await insertEvents(db, rows);
  const { rowCount: pending } = await db.query("SELECT FROM events");
  expect(pending).toBe(400);
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const killer = killAfter(db, attempt % 6);
    await rollUpBatch(killer, "events", 100).catch((error: Error) =>
      expect(error.message).toMatch(/terminat|connection/i),
    );
  }
  await rollUpAll(db);
  expect(await requestsIn("usage_hours")).toBe(400);
  expect((await reconcileRollups({ db, clock }, today())).differences).toEqual([]);
});

/** Ends the connection of a transaction after so many of its statements, as a crash would. */
function killAfter(db: Database, statements: number): Database {
  return {
    ...db,
    transaction: (work) =>
      db.transaction(async (tx) => {
        let left = statements;
        const { rows } = await tx.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
        return work({
          async query(text, values) {
            if (left === 0) await db.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
            left -= 1;
            return tx.query(text, values);
          },
        });
      }),
  };
}

test("one process at a time adds up; a rebuild keeps rollers waiting, and what is unread unread", async () => {
  await insertEvents(db, [usageEvent(at, Date.now())]);
  await rollUpAll(db);
  await insertEvents(db, [usageEvent(at, Date.now())]);
  await rebuildUsageDay({ db, clock }, today());
  expect(await requestsIn("usage_days")).toBe(1);
  await db.transaction(async (tx) => {
    await tx.query("SELECT pg_advisory_xact_lock(7207030)");
    expect(await rollUpBatch(db, "events")).toBeUndefined();
  });
  await rollUpAll(db);
  expect(await requestsIn("usage_days")).toBe(2);
});

test("a rebuild keeps counted refusals that are no longer on record", async () => {
  const old = today() - 9 * dayMs;
  await insertEvents(db, [usageEvent(at, old)]);
  await addRefusals(db, at, old, 4);
  await rollUpAll(db);
  await db.query("DELETE FROM receipts");
  await db.query("UPDATE usage_days SET requests = 77");
  await rebuildUsageDay({ db, clock }, old);
  const { rows } = await db.query("SELECT requests, refusals FROM usage_days");
  expect(rows).toEqual([{ requests: 1, refusals: 4 }]);
});

test("a roller goes on by itself after an outage, tells it in two lines, and ends when asked", async () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
  let broken = true;
  const breakable: Database = {
    ...db,
    transaction: (work) =>
      broken ? Promise.reject(new Error("connection terminated")) : db.transaction(work),
  };
  await insertEvents(db, [usageEvent(at, Date.now())]);
  const roller = openUsageRoller({ db: breakable, log });
  await expect.poll(() => lines).toHaveLength(1);
  broken = false;
  await expect.poll(() => requestsIn("usage_days"), { timeout: 60_000 }).toBe(1);
  await roller.close();
  await insertEvents(db, [usageEvent(at, Date.now())]);
  expect(lines).toEqual(["usage can't be added up right now", "usage is added up again"]);
});
