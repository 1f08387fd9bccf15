import { afterAll, beforeAll, expect, test } from "vitest";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { type Database, openDatabase } from "../db/database";
import { shareConnections, slowReadsAtOnce } from "../db/share-connections";

const parallel = 50;
const max = 20;
const body = { model: fixtureSlug, messages: [{ role: "user", content: "hi" }] };
let fixture: InferenceFixture;
let admin: Database;

beforeAll(async () => {
  fixture = await openInferenceFixture({ connections: shareConnections(max).management });
  admin = openDatabase({ url: fixture.gateway.databaseUrl, connections: 2, onIdleError: () => {} });
});
afterAll(async () => {
  await admin?.close();
  await fixture?.close();
});

test.each<[path: string, table: string, key: "viewKey" | "managementKey"]>([
  ["/v1/audit_logs?search=zzz", "audit_logs", "viewKey"],
  ["/v1/audit_logs?limit=100", "audit_logs", "viewKey"],
  ["/v1/audit_logs/actors", "audit_logs", "viewKey"],
  ["/v1/gateway/events?start_time=&end_time=", "events", "managementKey"],
  ["/v1/gateway/usage-history?interval=day", "tree_usage_days", "viewKey"],
  ["/v1/gateway/refusals", "refusal_hours", "viewKey"],
  ["/v1/gateway/refusals/summary", "refusal_hours", "viewKey"],
  ["/v1/gateway/groups?q=zzz", "groups", "viewKey"],
])(
  "case 52: 50 parallel GET %s, each as slow as can be, take few connections: calls are served, other reads too, none is a 503",
  async (path, table, key) => {
    const { key: callerKey, id } = await fixture.addGroup();
    expect((await fixture.post(callerKey, body)).status).toBe(200);
    const [from, to] = [Date.now() - 86_400_000, Date.now()].map((at) =>
      new Date(at).toISOString(),
    );
    const url = path
      .replace("start_time=", `start_time=${from}`)
      .replace("end_time=", `end_time=${to}`);
    const statuses: number[] = [];
    const retryAfter: (string | null)[] = [];
    let reads: Promise<unknown> = Promise.resolve();
    await admin.transaction(async (tx) => {
      // Whoever reads it waits for as long as this transaction takes.
      await tx.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      reads = Promise.all(
        Array.from({ length: parallel }, async () => {
          const answer = await fetch(`${fixture.gateway.url}${url}`, {
            headers: { authorization: `Api-Key ${fixture.gateway[key]}` },
          });
          await answer.arrayBuffer();
          statuses.push(answer.status);
          if (answer.status === 429) retryAfter.push(answer.headers.get("retry-after"));
        }),
      );
      const waiting = async () => {
        const { rows } = await admin.query<{ count: number }>(
          `SELECT count(*)::int AS count FROM pg_locks
         WHERE relation = to_regclass($1) AND NOT granted`,
          [table],
        );
        return rows[0]?.count ?? 0;
      };
      await expect.poll(waiting).toBe(slowReadsAtOnce(max));
      for (let call = 0; call < 20; call++) {
        expect((await fixture.post(callerKey, body)).status).toBe(200);
      }
      if (table !== "groups") {
        const answer = await fixture.gateway.inject("GET", `/v1/gateway/groups/${id}`, {
          key: fixture.gateway.viewKey,
        });
        expect(answer.status).toBe(200);
      }
      expect(await waiting()).toBe(slowReadsAtOnce(max));
    });
    await reads;
    expect(statuses).toHaveLength(parallel);
    expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
    expect(retryAfter.filter((seconds) => seconds !== "5")).toEqual([]);
  },
);
