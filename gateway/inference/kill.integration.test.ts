import { afterAll, beforeAll, expect, test } from "vitest";
import { type GatewayProcess, startGatewayProcess } from "../testing/gateway-process";
import { createTestDatabase } from "../testing/test-database";
import {
  answerJson,
  answerWords,
  startUpstreamDouble,
  type UpstreamDouble,
} from "../testing/upstream-double";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let gateway: GatewayProcess;
let upstream: UpstreamDouble;
const slug = "acme/model";

beforeAll(async () => {
  upstream = await startUpstreamDouble();
  upstream.answer((response, call, request) =>
    (JSON.parse(call.body).stream ? answerWords(["a", "b"]) : answerJson())(
      response,
      call,
      request,
    ),
  );
  database = await createTestDatabase();
  gateway = await startGatewayProcess(database.url);
});
afterAll(async () => {
  await gateway?.kill();
  await upstream.close();
  await database.drop();
});

async function manage(method: string, path: string, body?: object) {
  const response = await fetch(`${gateway.url}${path}`, {
    method,
    headers: {
      authorization: `Api-Key ${gateway.managementKey}`,
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  expect(response.status).toBeLessThan(300);
  return response.json();
}

async function addCustomer(): Promise<{ groupId: string; key: string }> {
  const secret = await manage("POST", "/v1/secrets", { name: "upstream", value: "sk-x" });
  await manage("POST", "/v1/gateway/endpoints", {
    slug,
    targets: [
      {
        provider: "OPENAI_COMPATIBLE",
        base_url: upstream.url,
        secret_id: secret.id,
        target_model: "m",
      },
    ],
  });
  const usage_limits = [{ type: "TOKEN", unit: "DAY", threshold: 10_000_000 }];
  const group = await manage("POST", "/v1/gateway/groups", {
    metadata: { external_entity_id: "customer" },
    models: [{ slug, usage_limits }],
    hierarchy: {},
  });
  const minted = await manage("POST", `/v1/gateway/groups/${group.id}/api_keys`, {});
  return { groupId: group.id, key: minted.api_key };
}

test("case 17: kill -9 loses no completed answer's event, bills none twice, and resets no counter", async () => {
  const { groupId, key } = await addCustomer();
  const completed: string[] = [];
  let killed = false;
  const ask = async (stream: boolean) => {
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ model: slug, stream, messages: [{ role: "user", content: "hi" }] }),
    });
    const text = await response.text();
    const isWhole = stream ? text.includes("[DONE]") : text.endsWith("}");
    if (isWhole) completed.push(response.headers.get("x-request-id") ?? "");
  };
  const worker = async (stream: boolean) => {
    while (!killed) await ask(stream).catch(() => {});
  };
  const workers = Array.from({ length: 16 }, (_, index) => worker(index % 2 === 0));
  await expect.poll(() => completed.length, { timeout: 30_000 }).toBeGreaterThan(100);
  await gateway.kill();
  killed = true;
  await Promise.all(workers);

  const { rows } = await database.db.query<{ requestId: string; tokens: number }>(
    `SELECT request_id AS "requestId", input_tokens + output_tokens AS tokens FROM events
     WHERE billable`,
  );
  const billed = rows.map(({ requestId }) => requestId);
  expect(new Set(billed).size).toBe(billed.length);
  expect(completed.filter((requestId) => !billed.includes(requestId))).toEqual([]);

  await gateway.restart();
  const usage = await manage("GET", `/v1/gateway/groups/${groupId}/usage`);
  const tokens = rows.reduce((sum, row) => sum + row.tokens, 0);
  expect(usage.usage[slug]).toMatchObject([{ current_usage: tokens }]);
  await ask(false);
  expect(completed.at(-1)).toMatch(/^req_/);
});
