import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "./platform/db/database";
import { startGatewayProcess } from "./testing/gateway-process";
import { type PoolMode, startPgBouncer, type TestPooler } from "./testing/pgbouncer";
import { startTestPostgres, type TestPostgres } from "./testing/postgres-server";
import {
  addProcessCustomer,
  selectBilledRequests,
  sumLedgerOfToday,
} from "./testing/process-customer";
import { answerSlowly, startStreamingLoad } from "./testing/streaming-load";
import { startUpstreamDouble, type UpstreamDouble } from "./testing/upstream-double";

const callsMin = 300;
let postgres: TestPostgres;
let admin: Database;
let upstream: UpstreamDouble;
const poolers = new Map<PoolMode, TestPooler>();

beforeAll(async () => {
  postgres = await startTestPostgres();
  admin = openDatabase({ url: postgres.url, connections: 1, onIdleError: () => {} });
  upstream = await startUpstreamDouble();
  upstream.answer(answerSlowly(2));
  for (const mode of ["session", "transaction", "statement"] as const) {
    poolers.set(mode, await startPgBouncer(postgres.url, mode));
  }
});
afterAll(async () => {
  for (const pooler of poolers.values()) await pooler.close();
  await upstream?.close();
  await admin?.close();
  await postgres?.close();
});

const through = (mode: PoolMode) => poolers.get(mode)?.url ?? "";

/** What a gateway that ends at its start prints. */
async function catchRefusal(
  databaseUrl: string,
  settings: Record<string, string>,
): Promise<string> {
  let said = "";
  const starting = startGatewayProcess(databaseUrl, settings, (text) => {
    said += text;
  });
  await expect(starting).rejects.toThrow("ended before it was ready");
  // The log's lines are objects: warnings about old parts may stand before what ended the start.
  return said
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("{"))
    .join("\n");
}

describe.each<{ mode: PoolMode; hasDirectUrl: boolean }>([
  { mode: "transaction", hasDirectUrl: true },
  { mode: "session", hasDirectUrl: false },
])("PgBouncer in $mode mode, DATABASE_DIRECT_URL set: $hasDirectUrl", ({ mode, hasDirectUrl }) => {
  test("case 73: every call is served and billed once, a change is heard, and a second gateway that counts in memory is refused", async () => {
    await admin.query("DROP SCHEMA public CASCADE");
    await admin.query("CREATE SCHEMA public");
    const settings = {
      DATABASE_DIRECT_URL: hasDirectUrl ? postgres.url : "",
      HEADGATE_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    };
    const gateway = await startGatewayProcess(through(mode), settings);
    try {
      const customer = await addProcessCustomer(gateway, upstream.url);
      const callsBefore = upstream.calls.length;
      const load = startStreamingLoad({ url: gateway.url, ...customer, workers: 16 });
      await expect
        .poll(() => load.completed.length, { timeout: 120_000 })
        .toBeGreaterThan(callsMin);
      expect(await catchRefusal(through(mode), settings)).toMatch(/^REDIS_URL must be set [^\n]*$/);
      await load.stop();

      expect({ refused: [...load.refused], failed: [...load.failed], cut: load.cut }).toEqual({
        ...{ refused: [], failed: [], cut: 0 },
      });
      const billed = (await selectBilledRequests(admin)).map(({ requestId }) => requestId);
      expect(billed.toSorted()).toEqual(load.completed.toSorted());
      expect(upstream.calls.length - callsBefore).toBe(billed.length);
      const ledger = await sumLedgerOfToday(admin);
      expect(await customer.readUsage()).toEqual([ledger, ledger]);

      const revoked = await fetch(
        `${gateway.url}/v1/gateway/groups/${customer.groupIds[1]}/api_keys/${encodeURIComponent(customer.key.slice(0, 16))}`,
        { method: "DELETE", headers: { authorization: `Api-Key ${gateway.managementKey}` } },
      );
      expect(revoked.status).toBe(200);
      const call = () =>
        fetch(`${gateway.url}/v1/models`, {
          headers: { authorization: `Bearer ${customer.key}` },
        }).then(({ status }) => status);
      await expect.poll(call).toBe(401);
    } finally {
      await gateway.kill();
    }
  });
});

test.concurrent.each<[string, () => [url: string, directUrl: string], RegExp]>([
  [
    "in transaction mode, and nothing past it",
    () => [through("transaction"), ""],
    /^DATABASE_DIRECT_URL must reach PostgreSQL past its pooler, [^\n]*pool_mode=transaction\)$/,
  ],
  [
    "in statement mode, and nothing past it",
    () => [through("statement"), ""],
    /^DATABASE_DIRECT_URL must reach PostgreSQL past its pooler, [^\n]*$/,
  ],
  [
    "twice: the direct URL goes through it as well",
    () => [through("transaction"), through("transaction")],
    /^DATABASE_DIRECT_URL must reach PostgreSQL past its pooler, [^\n]*$/,
  ],
  [
    "in statement mode",
    () => [through("statement"), postgres.url],
    /^DATABASE_URL must reach a pooler that keeps a transaction on one connection, [^\n]*$/,
  ],
  [
    "and another database past it",
    () => [through("transaction"), postgres.url.replace(/\/headgate$/, "/postgres")],
    /^DATABASE_DIRECT_URL must name the very database [^\n]*; it names another$/,
  ],
])(
  "a start behind PgBouncer is refused in one line that names the setting: %s",
  async (_case, urls, line) => {
    const [databaseUrl, directUrl] = urls();
    expect(await catchRefusal(databaseUrl, { DATABASE_DIRECT_URL: directUrl })).toMatch(line);
  },
);
