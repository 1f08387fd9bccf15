import { afterAll, beforeAll, expect, test } from "vitest";
import { mintedKey } from "../../contracts/key";
import { type RequestRecord, requestRecord } from "../../contracts/request";
import { openPostgresLedger } from "../../metering/ledger/postgres-ledger";
import { type InferenceScene, sceneSlug, setInferenceScene } from "../../testing/inference-scene";
import { createTestClock } from "../../testing/test-clock";
import { createTestIds } from "../../testing/test-gateway";
import type { TestAnswer } from "../../testing/test-request";
import { answerError, answerJson } from "../../testing/upstream-double";

let scene: InferenceScene;
let ledger: Awaited<ReturnType<typeof openPostgresLedger>> | undefined;
const clock = createTestClock();

beforeAll(async () => {
  // The ledger needs the gateway's database, which the gateway brings: it is opened on first use.
  const late = {
    append: async (row: Parameters<NonNullable<typeof ledger>["append"]>[0]) => {
      const { db, log } = scene.gateway.deps;
      ledger ??= await openPostgresLedger({ db, log, clock, ids: createTestIds() });
      return ledger.append(row);
    },
    isAvailable: () => true,
    drain: async () => ledger?.drain(),
  };
  scene = await setInferenceScene({ clock, deps: { ledger: late } });
});
afterAll(async () => {
  await ledger?.close();
  await scene.close();
});

const body = { model: sceneSlug, messages: [{ role: "user", content: "hi" }] };
const find = (requestId: string, key = scene.gateway.viewKey): Promise<TestAnswer> =>
  scene.gateway.inject("GET", `/v1/gateway/requests/${encodeURIComponent(requestId)}`, { key });

/** Receipts are written behind the refusal's back. */
async function found(requestId: string): Promise<RequestRecord> {
  await expect.poll(async () => (await find(requestId)).status, { timeout: 60_000 }).toBe(200);
  return requestRecord.parse((await find(requestId)).json);
}

async function call(key: string, status: number): Promise<string> {
  const answer = await scene.post(key, body);
  await answer.text();
  expect(answer.status).toBe(status);
  return answer.headers.get("x-request-id") ?? "";
}

const requestsPerMinute = (threshold: number) => [
  {
    slug: sceneSlug,
    rate_limits: [{ type: "REQUEST" as const, unit: "MINUTE" as const, threshold }],
  },
];

test("an answered request is found by its id, with what it was billed and without its metadata", async () => {
  const group = await scene.addGroup();
  scene.upstream.answer(answerJson({ usage: { prompt: 7, completion: 3 } }));
  const answer = await scene.post(group.key, {
    ...body,
    metadata: { order: "secret-of-a-customer" },
  });
  await answer.text();
  const id = answer.headers.get("x-request-id") ?? "";
  const record = await found(id);
  expect(record).toMatchObject({
    request_id: id,
    outcome: "completed",
    model_slug: sceneSlug,
    api_key_prefix: group.key.slice(0, 16),
    groups: [{ id: group.id }],
    receipt: null,
    event: {
      requestId: id,
      tokens: { inputTokens: 7, outputTokens: 3, cachedInputTokens: 0 },
      estimated: false,
    },
  });
  expect((await find(id)).text).not.toContain("secret-of-a-customer");
});

test("an upstream error is found as one, with what the upstream answered: nothing was billed", async () => {
  const group = await scene.addGroup();
  scene.upstream.answer(answerError(500, "down"));
  const record = await found(await call(group.key, 502));
  expect(record).toMatchObject({ outcome: "upstream_error", event: null, receipt: null });
  expect(record.failure).toEqual({ code: "upstream_error", status: 500, said: "down" });
});

test.each([
  ["NUL and half a character", '{"error":{"message":"a\\u0000b\\ud83d"}}'],
  ["what is no UTF-8", Buffer.from([0x22, 0xff, 0x00, 0xf0, 0x9f, 0x22]).toString("latin1")],
  ["characters that a cut would halve", `${"x".repeat(1_022)}👋👋👋`],
])(
  "case 43: an upstream's words are kept and found, whatever is in them: %s",
  async (_name, body) => {
    const group = await scene.addGroup();
    scene.upstream.answer((response) => {
      response.writeHead(500);
      response.end(body, "latin1");
    });
    const { failure } = await found(await call(group.key, 502));
    expect(failure).toEqual({ code: "upstream_error", status: 500, said: expect.any(String) });
  },
);

test("of an upstream that is away, and of what needs no reason, no status is told", async () => {
  const group = await scene.addGroup();
  scene.upstream.answer((response) => void response.destroy());
  const record = await found(await call(group.key, 502));
  expect(record.failure).toEqual({ code: "upstream_unreachable", status: null });
  scene.upstream.answer(answerJson({}));
  expect(await found(await call(group.key, 200))).not.toHaveProperty("failure");
});

test("case 25: which budget was exceeded? The receipt names it, with every counter at that moment", async () => {
  const root = await scene.addGroup({ models: requestsPerMinute(2), enforcement: "CASCADING" });
  const child = await scene.addGroup({ models: requestsPerMinute(2), parent: root.id });
  const sibling = await scene.addGroup({ models: requestsPerMinute(2), parent: root.id });
  scene.upstream.answer(answerJson({ usage: { prompt: 1, completion: 1 } }));
  await call(child.key, 200);
  await call(sibling.key, 200);
  const refused = await scene.post(sibling.key, body);
  expect(refused.status).toBe(429);
  const text = await refused.text();
  expect(text).toContain("a limit shared with other groups");
  for (const foreign of [root.id, child.id, "customer-"]) expect(text).not.toContain(foreign);

  const record = await found(refused.headers.get("x-request-id") ?? "");
  const level = (group: { id: string }, used: number) => ({
    kind: "rate",
    type: "REQUEST",
    unit: "MINUTE",
    threshold: 2,
    source_group: group.id,
    counter_group: group.id,
    used,
    remaining: 2 - used,
  });
  expect(record).toMatchObject({
    outcome: "refused",
    at: new Date(clock.now()).toISOString(),
    model_slug: sceneSlug,
    api_key_prefix: sibling.key.slice(0, 16),
    groups: [{ id: root.id }, { id: sibling.id }],
    event: null,
    receipt: {
      binding: level(root, 2),
      limits: [level(root, 2), level(sibling, 1)],
      never_fits: false,
    },
  });
  const { receipt } = record;
  const seconds = Number(refused.headers.get("retry-after"));
  expect(Math.ceil((receipt?.retry_after_ms ?? 0) / 1_000)).toBe(seconds);
  expect(Date.parse(receipt?.retry_at ?? "")).toBe(clock.now() + (receipt?.retry_after_ms ?? 0));
});

test("a request that can never fit is recorded as that", async () => {
  const group = await scene.addGroup({ models: requestsPerMinute(0) });
  const record = await found(await call(group.key, 429));
  expect(record.receipt).toMatchObject({ never_fits: true, binding: { threshold: 0, used: 0 } });
});

test("a record outlives its group, name included", async () => {
  const group = await scene.addGroup({ models: requestsPerMinute(0) });
  const id = await call(group.key, 429);
  await found(id);
  await scene.manage("DELETE", `/v1/gateway/groups/${group.id}`);
  expect((await found(id)).groups[0]?.external_entity_id).toMatch(/^customer-/);
});

test("a key is named, after it was revoked too", async () => {
  const group = await scene.addGroup({ models: requestsPerMinute(0) });
  const keys = `/v1/gateway/groups/${group.id}/api_keys`;
  const minted = await scene.manage("POST", keys, { name: "nightly" });
  const { api_key: key, prefix } = mintedKey.parse(minted);
  const id = await call(key, 429);
  expect((await found(id)).key).toEqual({ prefix, name: "nightly", is_revoked: false });
  await scene.manage("DELETE", `${keys}/${prefix}`);
  expect((await found(id)).key).toEqual({ prefix, name: "nightly", is_revoked: true });
  const list = await scene.gateway.inject("GET", `/v1/gateway/refusals?group_id=${group.id}`, {
    key: scene.gateway.viewKey,
  });
  expect(list.json.items).toMatchObject([{ request_id: id, key: { name: "nightly" } }]);
});

test("without a key it is 401, of another workspace 403, unknown 404", async () => {
  const group = await scene.addGroup({ models: requestsPerMinute(0) });
  const id = await call(group.key, 429);
  await found(id);
  const { otherWorkspace, deps } = scene.gateway;
  const path = `/v1/gateway/requests/${id}`;
  expect((await scene.gateway.inject("GET", path)).status).toBe(401);
  expect((await find(id, group.key)).status).toBe(401);
  expect((await find(id, otherWorkspace.managementKey)).status).toBe(403);
  const unknown = [`req_${deps.ids.ulid(clock.now())}`, "req_1", "nothing", "req_ÄÖ", `${id}x`];
  for (const each of unknown) {
    const answer = await find(each);
    expect([answer.status, answer.json.code]).toEqual([404, "NOT_FOUND"]);
  }
  expect((await find("x".repeat(256))).status).toBe(400);
  expect((await find("a\u0000")).status).toBe(400);
});
