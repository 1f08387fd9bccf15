import { afterAll, beforeAll, expect, test } from "vitest";
import { mintedKey } from "../../contracts/key";
import { type RequestRecord, requestRecord } from "../../contracts/request";
import { openPostgresLedger } from "../../metering/ledger/postgres-ledger";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { createTestClock } from "../../testing/test-clock";
import { createTestIds } from "../../testing/test-gateway";
import type { TestAnswer } from "../../testing/test-request";
import { answerError, answerJson } from "../../testing/upstream-double";

let fixture: InferenceFixture;
let ledger: Awaited<ReturnType<typeof openPostgresLedger>> | undefined;
const clock = createTestClock();

beforeAll(async () => {
  // The ledger needs the gateway's database, which the gateway brings: it is opened on first use.
  const late = {
    append: async (row: Parameters<NonNullable<typeof ledger>["append"]>[0]) => {
      const { db, log } = fixture.gateway.deps;
      ledger ??= await openPostgresLedger({ db, log, clock, ids: createTestIds() });
      return ledger.append(row);
    },
    isAvailable: () => true,
    drain: async () => ledger?.drain(),
  };
  fixture = await openInferenceFixture({ clock, deps: { ledger: late } });
});
afterAll(async () => {
  await ledger?.close();
  await fixture.close();
});

const body = { model: fixtureSlug, messages: [{ role: "user", content: "hi" }] };
const find = (requestId: string, key = fixture.gateway.viewKey): Promise<TestAnswer> =>
  fixture.gateway.inject("GET", `/v1/gateway/requests/${encodeURIComponent(requestId)}`, { key });

/** Refusals are written after they were answered. */
async function found(requestId: string): Promise<RequestRecord> {
  await expect.poll(async () => (await find(requestId)).status, { timeout: 60_000 }).toBe(200);
  return requestRecord.parse((await find(requestId)).json);
}

async function call(key: string, status: number): Promise<string> {
  const answer = await fixture.post(key, body);
  await answer.text();
  expect(answer.status).toBe(status);
  return answer.headers.get("x-request-id") ?? "";
}

const requestsPerMinute = (threshold: number) => [
  {
    slug: fixtureSlug,
    rate_limits: [{ type: "REQUEST" as const, unit: "MINUTE" as const, threshold }],
  },
];

test("an answered request is found by its id, with what it was billed and without its metadata", async () => {
  const group = await fixture.addGroup();
  fixture.upstream.answer(answerJson({ usage: { prompt: 7, completion: 3 } }));
  const answer = await fixture.post(group.key, {
    ...body,
    metadata: { order: "secret-of-a-customer" },
  });
  await answer.text();
  const id = answer.headers.get("x-request-id") ?? "";
  const record = await found(id);
  expect(record).toMatchObject({
    request_id: id,
    outcome: "completed",
    model_slug: fixtureSlug,
    api_key_prefix: group.key.slice(0, 16),
    groups: [{ id: group.id }],
    refusal: null,
    event: {
      requestId: id,
      tokens: { inputTokens: 7, outputTokens: 3, cachedInputTokens: 0 },
      estimated: false,
    },
  });
  expect((await find(id)).text).not.toContain("secret-of-a-customer");
});

test("an upstream error is found as one, with what the upstream answered: nothing was billed", async () => {
  const group = await fixture.addGroup();
  fixture.upstream.answer(answerError(500, "down"));
  const record = await found(await call(group.key, 502));
  expect(record).toMatchObject({ outcome: "upstream_error", event: null, refusal: null });
  expect(record.failure).toEqual({ code: "upstream_error", status: 500, said: "down" });
});

test.each([
  ["NUL and half a character", '{"error":{"message":"a\\u0000b\\ud83d"}}'],
  ["what is no UTF-8", Buffer.from([0x22, 0xff, 0x00, 0xf0, 0x9f, 0x22]).toString("latin1")],
  ["characters that a cut would halve", `${"x".repeat(1_022)}👋👋👋`],
])(
  "case 43: an upstream's words are kept and found, whatever is in them: %s",
  async (_name, body) => {
    const group = await fixture.addGroup();
    fixture.upstream.answer((response) => {
      response.writeHead(500);
      response.end(body, "latin1");
    });
    const { failure } = await found(await call(group.key, 502));
    expect(failure).toEqual({ code: "upstream_error", status: 500, said: expect.any(String) });
  },
);

test("of an upstream that is away, and of what needs no reason, no status is told", async () => {
  const group = await fixture.addGroup();
  fixture.upstream.answer((response) => void response.destroy());
  const record = await found(await call(group.key, 502));
  expect(record.failure).toEqual({ code: "upstream_unreachable", status: null });
  fixture.upstream.answer(answerJson({}));
  expect(await found(await call(group.key, 200))).not.toHaveProperty("failure");
});

test("case 25: which budget was exceeded? The refusal names it, with every counter at that moment", async () => {
  const root = await fixture.addGroup({ models: requestsPerMinute(2), enforcement: "CASCADING" });
  const child = await fixture.addGroup({ models: requestsPerMinute(2), parent: root.id });
  const sibling = await fixture.addGroup({ models: requestsPerMinute(2), parent: root.id });
  fixture.upstream.answer(answerJson({ usage: { prompt: 1, completion: 1 } }));
  await call(child.key, 200);
  await call(sibling.key, 200);
  const refused = await fixture.post(sibling.key, body);
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
    model_slug: fixtureSlug,
    api_key_prefix: sibling.key.slice(0, 16),
    groups: [{ id: root.id }, { id: sibling.id }],
    event: null,
    refusal: {
      binding: level(root, 2),
      limits: [level(root, 2), level(sibling, 1)],
      never_fits: false,
    },
  });
  const { refusal } = record;
  const seconds = Number(refused.headers.get("retry-after"));
  expect(Math.ceil((refusal?.retry_after_ms ?? 0) / 1_000)).toBe(seconds);
  expect(Date.parse(refusal?.retry_at ?? "")).toBe(clock.now() + (refusal?.retry_after_ms ?? 0));
});

test("a request that can never fit is recorded as that", async () => {
  const group = await fixture.addGroup({ models: requestsPerMinute(0) });
  const record = await found(await call(group.key, 429));
  expect(record.refusal).toMatchObject({ never_fits: true, binding: { threshold: 0, used: 0 } });
});

test("a record outlives its group, name included", async () => {
  const group = await fixture.addGroup({ models: requestsPerMinute(0) });
  const id = await call(group.key, 429);
  await found(id);
  await fixture.manage("DELETE", `/v1/gateway/groups/${group.id}`);
  expect((await found(id)).groups[0]?.external_entity_id).toMatch(/^customer-/);
});

test("a key is named, after it was revoked too", async () => {
  const group = await fixture.addGroup({ models: requestsPerMinute(0) });
  const keys = `/v1/gateway/groups/${group.id}/api_keys`;
  const minted = await fixture.manage("POST", keys, { name: "nightly" });
  const { api_key: key, prefix } = mintedKey.parse(minted);
  const id = await call(key, 429);
  expect((await found(id)).key).toEqual({ prefix, name: "nightly", is_revoked: false });
  await fixture.manage("DELETE", `${keys}/${prefix}`);
  expect((await found(id)).key).toEqual({ prefix, name: "nightly", is_revoked: true });
  const list = await fixture.gateway.inject("GET", `/v1/gateway/refusals?group_id=${group.id}`, {
    key: fixture.gateway.viewKey,
  });
  expect(list.json.items).toMatchObject([{ request_id: id, key: { name: "nightly" } }]);
});

test("without a key it is 401, of another workspace 403, unknown 404", async () => {
  const group = await fixture.addGroup({ models: requestsPerMinute(0) });
  const id = await call(group.key, 429);
  await found(id);
  const { otherWorkspace, deps } = fixture.gateway;
  const path = `/v1/gateway/requests/${id}`;
  expect((await fixture.gateway.inject("GET", path)).status).toBe(401);
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
