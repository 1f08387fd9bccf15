import { afterAll, beforeAll, expect, test } from "vitest";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { answerJson, startUpstreamDouble } from "../../testing/upstream-double";

let fixture: InferenceFixture;
const body = { model: fixtureSlug, messages: [{ role: "user", content: "hi" }] };
/** That it is by hearing, and by the first word: heard-changes.integration.test.ts. */
const onceHeard = { timeout: 60_000, interval: 10 };
beforeAll(async () => {
  fixture = await openInferenceFixture();
});
afterAll(() => fixture.close());

test("a revoked key is refused as soon as that is heard, and a deleted group's keys too", async () => {
  const revoked = await fixture.addGroup();
  const deleted = await fixture.addGroup();
  const child = await fixture.addGroup({ parent: deleted.id });
  for (const { key } of [revoked, deleted, child]) {
    expect((await fixture.post(key, body)).status).toBe(200);
  }
  const prefix = encodeURIComponent(revoked.key.slice(0, 16));
  await fixture.manage("DELETE", `/v1/gateway/groups/${revoked.id}/api_keys/${prefix}`);
  await fixture.manage("DELETE", `/v1/gateway/groups/${deleted.id}`);
  for (const { key } of [revoked, deleted, child]) {
    await expect.poll(async () => (await fixture.post(key, body)).status, onceHeard).toBe(401);
  }
});

test("a key that was unknown a moment ago works once it exists", async () => {
  const group = await fixture.addGroup();
  const { key } = await fixture.addGroup();
  await fixture.gateway.db.query("UPDATE api_keys SET revoked_at = now() WHERE prefix = $1", [
    key.slice(0, 16),
  ]);
  expect((await fixture.post(key, body)).status).toBe(401);
  await fixture.gateway.db.query("UPDATE api_keys SET revoked_at = null WHERE prefix = $1", [
    key.slice(0, 16),
  ]);
  await fixture.gateway.db.query("SELECT pg_notify('headgate_changes', $1)", [
    JSON.stringify({ kind: "key", prefix: key.slice(0, 16) }),
  ]);
  await expect.poll(async () => (await fixture.post(key, body)).status, onceHeard).toBe(200);
  expect((await fixture.post(group.key, body)).status).toBe(200);
});

test("a re-pointed endpoint, a rotated secret and a changed model set act as soon as they are heard", async () => {
  const group = await fixture.addGroup();
  await fixture.post(group.key, body);
  const other = await startUpstreamDouble();
  other.answer(answerJson({ text: "from the other" }));
  try {
    const secret = await fixture.manage("POST", "/v1/secrets", { name: "other", value: "sk-one" });
    await fixture.manage("PATCH", `/v1/gateway/endpoints/${fixture.endpointId}`, {
      targets: [
        {
          provider: "OPENAI_COMPATIBLE",
          base_url: `${other.url}/v1/`,
          secret_id: secret["id"],
          target_model: "m",
        },
      ],
    });
    await expect
      .poll(async () => (await fixture.post(group.key, body)).text(), onceHeard)
      .toContain("from the other");
    await fixture.manage("POST", "/v1/secrets", { name: "other", value: "sk-two" });
    await expect
      .poll(async () => {
        await fixture.post(group.key, body);
        return other.calls.at(-1)?.headers.authorization;
      }, onceHeard)
      .toBe("Bearer sk-two");
    await fixture.manage("PATCH", `/v1/gateway/groups/${group.id}`, { models: [] });
    await expect
      .poll(async () => (await fixture.post(group.key, body)).status, onceHeard)
      .toBe(404);
  } finally {
    await other.close();
  }
});

test("a change nobody announced is seen long before its time while changes are not heard", async () => {
  const { key } = await fixture.addGroup();
  expect((await fixture.post(key, body)).status).not.toBe(401);
  const { db } = fixture.gateway;
  const killed = await db.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'SELECT 1%'`,
  );
  expect(killed.rows.length).toBeGreaterThan(0);
  await db.query("UPDATE api_keys SET revoked_at = now() WHERE prefix = $1", [key.slice(0, 16)]);
  await expect.poll(async () => (await fixture.post(key, body)).status, onceHeard).toBe(401);
});

test("keys' last use is written, in batches", async () => {
  const { id, key } = await fixture.addGroup();
  await fixture.post(key, body);
  await expect
    .poll(
      async () => {
        const page = await fixture.manage("GET", `/v1/gateway/groups/${id}/api_keys`);
        return JSON.stringify(page["items"]);
      },
      { timeout: 60_000 },
    )
    .toMatch(/"last_used_at":"\d{4}-/);
});
