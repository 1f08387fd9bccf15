import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createRedisCounterStore } from "../limits/redis/redis-counter-store";
import { insertEvents } from "../metering/ledger/event-store";
import { createPartitions } from "../metering/ledger/partition-store";
import { readConsumption } from "../metering/ledger/rebuild-counters";
import type { Database } from "../platform/db/database";
import { connectRedis } from "../testing/redis-fixture";
import { startRedisServer } from "../testing/redis-server";
import { createTestDatabase, type TestDatabase } from "../testing/test-database";
import { addRefusals, readRollups, rollUpAll, usageEvent } from "../testing/usage-rows";
import { runCommand } from "./run-command";

const at = { workspaceId: "wsp_1", path: ["grp_root", "grp_leaf"] };
const clock = { now: () => Date.now() };
const today = () => new Date().toISOString().slice(0, 10);

let database: TestDatabase;
let db: Database;
let output: string;
beforeEach(async () => {
  output = "";
  const print = (line: string) => {
    output += `${line}\n`;
  };
  vi.spyOn(console, "log").mockImplementation(print);
  vi.spyOn(console, "error").mockImplementation(print);
  database = await createTestDatabase();
  db = database.db;
  await db.transaction((tx) => createPartitions(tx, Date.now(), 1));
  await db.query("INSERT INTO workspaces (id, name) VALUES ('wsp_1', 'of the events')");
  await db.query(
    `INSERT INTO groups (id, workspace_id, root_id, parent_id, path, external_entity_id, limit_enforcement)
     VALUES ('grp_root', 'wsp_1', 'grp_root', NULL, '{grp_root}', 'root', 'CASCADING'),
            ('grp_leaf', 'wsp_1', 'grp_root', 'grp_root', '{grp_root,grp_leaf}', 'leaf', 'CASCADING')`,
  );
  await insertEvents(db, [
    usageEvent(at, Date.now(), { cascading: true }),
    usageEvent(at, Date.now(), { cascading: true, billable: false, outcome: "upstream_error" }),
    usageEvent({ ...at, path: ["grp_root"] }, Date.now()),
  ]);
  await addRefusals(db, at, Date.now(), 5);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await database.drop();
});

function run(args: string[], env: Record<string, string> = {}): Promise<number> {
  output = "";
  return runCommand(args, { DATABASE_URL: database.url, ...env });
}

describe("reconcile", () => {
  test("ends with 0 where ledger, roll-ups and counters agree, and says what was compared", async () => {
    expect(await run(["reconcile", "--day", today()]), output).toBe(0);
    expect(output).toContain("3 requests in the ledger, 5 refusals");
    expect(output).toContain("Roll-ups: no difference");
    expect(output).toContain("the memory of a running one is not looked at): no difference in 2");
  });

  test.each([
    ["usage_hours", "output_tokens"],
    ["usage_days", "requests"],
    ["key_usage_days", "requests"],
    ["tree_usage_hours", "refusals"],
    ["tree_usage_days", "cached_input_tokens"],
  ])(
    "ends with 1 and names group, slug and both figures where %s differs",
    async (table, measure) => {
      await rollUpAll(db);
      await db.query(`UPDATE ${table} SET ${measure} = ${measure} + 1 WHERE group_id = 'grp_leaf'`);
      expect(await run(["reconcile", "--day", today()])).toBe(1);
      const { rows } = await db.query<{ there: number }>(
        `SELECT ${measure} AS there FROM ${table} WHERE group_id = 'grp_leaf'`,
      );
      const there = rows[0]?.there ?? 0;
      const row = new RegExp(`grp_leaf .* +${measure} +${there - 1} +${there} +${table}`);
      expect(output).toMatch(row);
      // Counters that a start would rebuild from that sum are wrong with it.
      const differences = table === "usage_days" ? "3 differences" : "1 difference";
      expect(output).toContain(`does not reconcile: ${differences}`);
    },
  );

  test("finds a row of the ledger that never reached the roll-ups, and one that nobody wrote", async () => {
    await rollUpAll(db);
    await db.query("DELETE FROM usage_days WHERE group_id = 'grp_leaf'");
    await db.query("UPDATE tree_usage_hours SET slug = 'acme/unheard-of' WHERE group_id = ''");
    expect(await run(["reconcile", "--day", today()])).toBe(1);
    expect(output).toMatch(/grp_leaf .* requests +2 +0 +usage_days/);
    expect(output).toMatch(/workspace wsp_1 .* acme\/unheard-of +requests +0 +3 +tree_usage_hours/);
  });

  test("compares what gateways count in Redis", async () => {
    const redis = await startRedisServer();
    const client = await connectRedis([redis.url]);
    const counters = createRedisCounterStore({ redis: client });
    await counters.rebuild(readConsumption({ db, clock }));
    const env = { REDIS_URL: redis.url };
    expect(await run(["reconcile", "--day", today()], env), output).toBe(0);
    expect(output).toContain("Counters (Redis): no difference in 2");
    await insertEvents(db, [usageEvent(at, Date.now(), { cascading: true })]);
    expect(await run(["reconcile", "--day", today()], env)).toBe(1);
    expect(output).toMatch(/grp_root +acme\/m +requests +4 +3 +counters/);
    expect(output).toMatch(/grp_leaf +acme\/m +tokens +45 +30 +counters/);
    client.disconnect();
    await redis.close();
    await expect(run(["reconcile", "--day", today()], env)).rejects.toThrow(/can't be reached/);
  });

  test("ends with 2 for a day that is none, or that the ledger has no more", async () => {
    for (const day of [[], ["--day", "2026-02-30"], ["--day", "1999-01-01"]]) {
      expect(await run(["reconcile", ...day])).toBe(2);
    }
    expect(output).toContain(`the ledger begins with ${today()}`);
  });
});

test("rollups rebuild makes good what differs, of one day or of all", async () => {
  await rollUpAll(db);
  const right = await readRollups(db);
  for (const day of [["--day", today()], []]) {
    await db.query("UPDATE usage_days SET requests = 99");
    await db.query("DELETE FROM tree_usage_hours");
    expect(await run(["rollups", "rebuild", ...day])).toBe(0);
    expect(output).toContain(`${today()}: 3 requests added up`);
    expect(await readRollups(db)).toEqual(right);
  }
});
