import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { managementRows } from "../../testing/management-rows";
import { addManagementKey, createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addGroup, groupBody, groupsPath } from "../../testing/test-groups";
import { signed } from "../../testing/test-registration";
import type { TestRequest } from "../../testing/test-request";
import { startUpstreamDouble, type UpstreamDouble } from "../../testing/upstream-double";
import { originsAt } from "../../testing/upstream-origins";

let gateway: TestGateway;
let upstream: UpstreamDouble;
let groupId = "";
let deliveryId = "";
beforeAll(async () => {
  upstream = await startUpstreamDouble();
  gateway = await createTestGateway({ config: { upstreamOrigins: originsAt(upstream.url) } });
  groupId = (await addGroup(gateway, "owner")).id;
  const { managementKey: key } = gateway;
  await gateway.inject("POST", "/v1/secrets", {
    key,
    body: { name: "baseten_api_key", value: "k" },
  });
  const body = { url: "https://example.com/events" };
  await gateway.inject("PUT", "/v1/gateway/webhooks/settings", { key, body });
  deliveryId = (await gateway.inject("POST", "/v1/gateway/webhooks/test", { key })).json.id;
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

let made = 0;
const fresh = () => `thing-${++made}`;
const apiKey = () => ({ name: fresh(), type: "WORKSPACE_MANAGE_ALL" });
const targets = [{ provider: "BASETEN", model_id: "abc" }];
const inference = new Set(["/v1/chat/completions", "/v1/completions", "/v1/embeddings"]);
const webhooks = "/v1/gateway/webhooks";

interface Post {
  /** As the specification has it. */
  path: string;
  body?: () => unknown;
  /** Null in an answer that is given again. */
  secret?: string;
}

const posts: Post[] = [
  { path: groupsPath, body: () => groupBody(fresh()) },
  { path: `${groupsPath}/{group_id}/api_keys`, body: () => ({ name: "k" }), secret: "api_key" },
  { path: `${groupsPath}/{group_id}/api_keys`, secret: "api_key" },
  {
    path: `${groupsPath}/{group_id}/api_keys/register`,
    body: () => ({ key: `key-${randomUUID()}` }),
  },
  { path: "/v1/gateway/endpoints", body: () => ({ slug: `acme/${fresh()}`, targets }) },
  { path: "/v1/gateway/endpoints/test", body: () => ({ targets }) },
  { path: "/v1/secrets", body: () => ({ name: fresh(), value: "sk-canary-5521" }) },
  { path: "/v1/gateway/management_keys", body: () => ({ name: fresh() }), secret: "api_key" },
  { path: "/v1/api_keys", body: () => apiKey(), secret: "api_key" },
  { path: "/v1/teams/{team_id}/api_keys", body: () => apiKey(), secret: "api_key" },
  { path: "/v1/teams/{team_id}/secrets", body: () => ({ name: fresh(), value: "sk-canary" }) },
  { path: `${webhooks}/settings/rotate`, body: () => ({}), secret: "secret" },
  { path: `${webhooks}/settings/pause` },
  { path: `${webhooks}/settings/resume` },
  { path: `${webhooks}/test` },
  { path: `${webhooks}/deliveries/{delivery_id}/redeliver` },
  { path: `${webhooks}/redeliver`, body: () => ({ delivery_ids: [deliveryId] }) },
];

const post = (path: string, idempotencyKey: string, request: TestRequest = {}) =>
  gateway.inject("POST", toPath(path), {
    key: gateway.managementKey,
    ...request,
    headers: { "idempotency-key": idempotencyKey, ...request.headers },
  });
const toPath = (path: string) =>
  path
    .replace("{group_id}", groupId)
    .replace("{delivery_id}", deliveryId)
    .replace("{team_id}", gateway.workspaceId);
const toRequest = ({ path, body }: Post): TestRequest => {
  if (!body) return {};
  return path.endsWith("/register") ? signed(gateway, body()) : { body: body() };
};
const named = posts.map((one) => ({
  name: `${one.path}${one.body ? "" : " without a body"}`,
  one,
}));

describe("case 60: a lost answer does not make a second thing", () => {
  test("every POST of the management plane is among those tried here", async () => {
    const { json } = await gateway.inject("GET", "/v1/spec");
    const all = Object.keys(json.paths).filter(
      (path) => json.paths[path].post && !inference.has(path),
    );
    expect([...new Set(posts.map(({ path }) => path))].sort()).toEqual(all.sort());
  });

  test.each(named)("POST $name sent again is answered again, and done once", async ({ one }) => {
    const [key, request] = [randomUUID(), toRequest(one)];
    const first = await post(one.path, key, request);
    expect(first.status, first.text).toBe(200);
    expect(first.headers["idempotency-replayed"]).toBeUndefined();
    const [rows, calls] = [await managementRows(gateway.db), upstream.calls.length];
    const again = await post(one.path, key, request);
    expect(again).toMatchObject({ status: 200, headers: { "idempotency-replayed": "true" } });
    expect(again.json).toEqual({ ...first.json, ...(one.secret && { [one.secret]: null }) });
    expect(again.headers["etag"]).toBe(first.headers["etag"]);
    expect(again.headers["content-type"]).toBe(first.headers["content-type"]);
    expect(await managementRows(gateway.db)).toEqual(rows);
    expect(upstream.calls).toHaveLength(calls);
    // The secret is in the first answer alone, and not kept anywhere.
    if (one.secret) {
      const kept = await gateway.db.query("SELECT answer FROM idempotency_keys");
      expect(first.json[one.secret]).toMatch(/^(?:sky|hgm|whsec)_/);
      expect(JSON.stringify(kept.rows)).not.toContain(first.json[one.secret].slice(20));
    }
  });

  test.each(named)("a key of POST $name can't be used for another request", async ({ one }) => {
    const [key, request] = [randomUUID(), toRequest(one)];
    expect((await post(one.path, key, request)).status).toBe(200);
    const rows = await managementRows(gateway.db);
    const others = [
      () => post(groupsPath, key, { body: groupBody(fresh()) }),
      () => post(`${toPath(one.path)}?again=1`, key, request),
      ...(one.body ? [() => post(one.path, key, toRequest({ ...one, body: otherBody(one) }))] : []),
    ];
    for (const other of others) {
      const answer = await other();
      expect(answer.status, answer.text).toBe(422);
      expect(answer.json.code).toBe("IDEMPOTENCY_KEY_REUSED");
    }
    expect(await managementRows(gateway.db)).toEqual(rows);
  });

  test("of requests with one key at once, one is done; the others get its answer or 409", async () => {
    for (let round = 0; round < 10; round += 1) {
      const [key, body] = [randomUUID(), groupBody(fresh())];
      const answers = await Promise.all(
        [1, 2, 3, 4, 5, 6].map(() => post(groupsPath, key, { body })),
      );
      const ids = answers.flatMap(({ status, json }) => (status === 200 ? [json.id] : []));
      expect(new Set(ids).size).toBe(1);
      for (const { status, headers } of answers.filter((answer) => answer.status !== 200)) {
        expect(status).toBe(409);
        expect(headers["retry-after"]).toBe("1");
      }
      expect((await post(groupsPath, key, { body })).json.id).toBe(ids[0]);
    }
  });

  test("what failed is not kept: the same key does it once it can be done", async () => {
    const [key, taken] = [randomUUID(), fresh()];
    const body = groupBody(taken);
    const other = await addGroup(gateway, taken);
    for (const _ of [1, 2]) expect((await post(groupsPath, key, { body })).status).toBe(400);
    const { managementKey } = gateway;
    await gateway.inject("DELETE", `${groupsPath}/${other.id}`, { key: managementKey });
    expect((await post(groupsPath, key, { body })).status).toBe(200);
    expect((await post(groupsPath, key, { body })).headers["idempotency-replayed"]).toBe("true");
  });

  test("the answer is kept with the thing, or neither is there", async () => {
    await gateway.db.query(
      "ALTER TABLE idempotency_keys ADD CONSTRAINT no_crash CHECK (key <> 'crash')",
    );
    for (const one of posts.filter(({ path }) => !path.endsWith("endpoints/test"))) {
      const rows = await managementRows(gateway.db);
      expect((await post(one.path, "crash", toRequest(one))).status).toBe(500);
      expect(await managementRows(gateway.db)).toEqual(rows);
    }
    await gateway.db.query("ALTER TABLE idempotency_keys DROP CONSTRAINT no_crash");
  });

  test("a key counts for one management key of one workspace", async () => {
    const key = randomUUID();
    const colleague = await addManagementKey(gateway.deps, gateway.workspaceId, "management");
    const keys = [gateway.managementKey, colleague, gateway.otherWorkspace.managementKey];
    const answers = await Promise.all(
      keys.map((of) => post("/v1/gateway/management_keys", key, { key: of, body: { name: "n" } })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(3);
  });

  test("it is kept for 24 hours, and then goes", async () => {
    const [key, body] = [randomUUID(), { name: "daily" }];
    const mint = () => post(`${groupsPath}/{group_id}/api_keys`, key, { body });
    const first = await mint();
    gateway.clock.advance(24 * 3_600_000 - 1);
    expect((await mint()).json).toEqual({ ...first.json, api_key: null });
    gateway.clock.advance(1);
    const next = await mint();
    expect(next.json.prefix).not.toBe(first.json.prefix);
    const { rows } = await gateway.db.query("SELECT key FROM idempotency_keys");
    expect(rows).toEqual([{ key }]);
  });
});

/** Of the same shape, and valid. */
function otherBody({ path, body }: Post): () => unknown {
  if (path.endsWith("/rotate")) return () => ({ overlap_seconds: 60 });
  if (path.endsWith("/redeliver")) return () => ({ all_dead_letters: true });
  if (path.endsWith("/endpoints/test")) return () => ({ targets, slug: "acme/x" });
  if (path.includes("groups") && path.endsWith("/api_keys")) return () => ({ name: fresh() });
  return body ?? (() => ({}));
}

describe("an Idempotency-Key is 1 to 255 printable ASCII characters", () => {
  const path = "/v1/gateway/management_keys";
  const body = { name: "format" };

  test.each(["a", "k".repeat(255), '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "a b, c"])(
    "%j is one",
    async (key) => {
      const first = await post(path, key, { body });
      expect(first.status).toBe(200);
      expect((await post(path, key, { body })).json.id).toBe(first.json.id);
    },
  );

  test.each(["", "k".repeat(256), "schlüssel", "a\tb"])("%j is a 400", async (key) => {
    const rows = await managementRows(gateway.db);
    const answer = await post(path, key, { body });
    expect(answer.status, answer.text).toBe(400);
    expect(answer.json.message).toContain("Idempotency-Key");
    expect(await managementRows(gateway.db)).toEqual(rows);
  });

  test("without one, each request is done; on other methods it means nothing", async () => {
    const { managementKey: key } = gateway;
    const ids = [1, 2].map(async () => (await gateway.inject("POST", path, { key, body })).json.id);
    expect(new Set(await Promise.all(ids)).size).toBe(2);
    const headers = { "idempotency-key": randomUUID() };
    const read = () => gateway.inject("GET", path, { key, headers });
    const [one, other] = [await read(), await read()];
    expect(other.headers["idempotency-replayed"]).toBeUndefined();
    expect(other.json.items).toHaveLength(one.json.items.length);
  });
});
