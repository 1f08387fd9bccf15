import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ulid } from "ulidx";
import { dayMs } from "../../gateway/contracts/leaves/time";
import { usageHistoryQuery } from "../../gateway/contracts/usage-history";
import { readUsageHistory } from "../../gateway/metering/rollups/read-usage-history";
import { rollUpBatch } from "../../gateway/metering/rollups/roll-up-usage";
import { rollups } from "../../gateway/metering/rollups/rollup-addition-store";
import { type Database, openDatabase } from "../../gateway/platform/db/database";
import { migrate } from "../../gateway/platform/db/migrate";
import { startEmbeddedPostgres } from "../../gateway/platform/embedded-postgres/embedded-postgres";
import type { Figure } from "../report";
import { fillUsage, type UsageFixture } from "./fill-usage";

const runs = 15;
const rolledRows = 200_000;
const quiet = { info: () => {}, warn: () => {} };

/**
 * Answers of usage over time from the roll-ups of `events` events, whole answers as the route makes
 * them, and what adding up one row costs. Needs some minutes and 3 GB of disk for 10 million.
 */
export async function measureUsage(events: number): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "headgate-bench-usage-"));
  const server = await startEmbeddedPostgres({ dataDir, log: quiet });
  const db = openDatabase({
    ...{ url: server.url, connections: 2, onIdleError: () => {} },
    statementMs: 3_600_000,
  });
  try {
    await migrate(server.url, {
      directory: resolve("gateway/platform/db/migrations"),
      schema: "public",
    });
    const rolling = await measureRolling(db);
    await db.query(`TRUNCATE events, ${rollups.map(({ table }) => table).join(", ")}`);
    const fixture = await fillUsage(db, events);
    const { rows } = await db.query<{ hours: number; days: number }>(
      "SELECT (SELECT count(*) FROM usage_hours) AS hours, (SELECT count(*) FROM usage_days) AS days",
    );
    console.log(
      `roll-ups of ${events} events by key: ${rows[0]?.hours} hours, ${rows[0]?.days} days`,
    );
    return [...(await measureAnswers(db, fixture)), ...rolling];
  } finally {
    await db.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measureAnswers(db: Database, fixture: UsageFixture): Promise<Figure[]> {
  const { rootId, keyPrefix, endMs, workspaceId } = fixture;
  const daysBefore = (count: number) => new Date(endMs - count * dayMs).toISOString();
  const month = { interval: "day", from: daysBefore(30) };
  const week = { interval: "hour", from: new Date(endMs - 7.5 * dayMs).toISOString() };
  const asked: [name: string, query: Record<string, string>][] = [
    ["workspace, 30 days", month],
    ["workspace by group, 30 days", { ...month, by: "group" }],
    ["workspace by key, 30 days", { ...month, by: "key" }],
    ["workspace by slug, 30 days", { ...month, by: "slug" }],
    ["workspace, 7.5 days of hours", week],
    ["workspace by group, 7.5 days of hours", { ...week, by: "group" }],
    ["workspace by key, 7.5 days of hours", { ...week, by: "key" }],
    ["subtree by group, 30 days", { ...month, by: "group", group_id: rootId }],
    ["subtree by key, 7.5 days of hours", { ...week, by: "key", group_id: rootId }],
    ["one key by slug, 7.5 days of hours", { ...week, by: "slug", api_key_prefix: keyPrefix }],
  ];
  const context = {
    ...({
      workspaceId,
      workspaceName: "bench",
      scope: "view",
      keyId: null,
      owner: null,
      requestId: "",
      source: "",
      precondition: {},
    } as const),
    actor: { type: "SYSTEM", id: "", name: "" } as const,
  };
  const figures: Figure[] = [];
  for (const [name, query] of asked) {
    const parsed = usageHistoryQuery.parse({ to: daysBefore(0), ...query });
    const times: number[] = [];
    for (let run = 0; run <= runs; run += 1) {
      const startedMs = performance.now();
      await readUsageHistory({ db, clock: { now: () => endMs } }, context, parsed);
      if (run > 0) times.push(performance.now() - startedMs);
    }
    times.sort((a, b) => a - b);
    figures.push(
      { name: `usage: ${name}, median`, value: times[runs >> 1] ?? 0, unit: "ms", atMost: 100 },
      { name: `usage: ${name}, slowest of ${runs}`, value: times.at(-1) ?? 0, unit: "ms" },
    );
  }
  return figures;
}

/** As a busy gateway writes them: rows of a minute, of many keys, on three levels. */
async function measureRolling(db: Database): Promise<Figure[]> {
  const insert = `INSERT INTO events (idempotency_key, workspace_id, group_id, group_path, cascading,
      external_entity_id, api_key_prefix, model_slug, request_id, admitted_at, "timestamp",
      input_tokens, output_tokens, cached_input_tokens, estimated, outcome, billable)
    SELECT $1::text || lpad(n::text, 10, '0'), 'wsp', 'p' || n % 500,
      ARRAY['c' || n % 50, 't' || n % 250, 'p' || n % 500], true, 'e', 'k' || n % 1000,
      'acme/m' || n % 3, 'req_' || $1 || n, now(), now(), 10, 5, 2, false, 'completed', true
    FROM generate_series($2::int, $3::int) AS n`;
  const prefix = ulid().slice(0, 16);
  const insertMs = async (from: number) => {
    const startedMs = performance.now();
    for (let n = from; n < from + rolledRows; n += 200) {
      await db.query(insert, [prefix, n, n + 199]);
    }
    return performance.now() - startedMs;
  };
  const withIndex = await insertMs(0);
  const startedMs = performance.now();
  while (await rollUpBatch(db, "events"));
  const rolling = performance.now() - startedMs;
  await db.query("DROP INDEX events_recorded");
  const without = await insertMs(rolledRows);
  await db.query("CREATE INDEX events_recorded ON events (recorded_at, idempotency_key)");
  const perRow = (ms: number) => (ms * 1_000) / rolledRows;
  return [
    { name: "usage: adding up one row of the ledger", value: perRow(rolling), unit: "µs" },
    { name: "usage: writing one row, with its index", value: perRow(withIndex), unit: "µs" },
    { name: "usage: writing one row, without", value: perRow(without), unit: "µs" },
  ];
}
