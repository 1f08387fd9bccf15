import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "../../platform/db/database";
import { createWebhookFixture, type WebhookFixture } from "../../testing/webhook-fixture";
import { openWebhookDispatcher } from "./webhook-dispatcher";

let fixture: WebhookFixture;
beforeEach(async () => {
  fixture = await createWebhookFixture();
});
afterEach(() => fixture.close());

const api = (method: string, path: string, body?: unknown) =>
  fixture.gateway.inject(method, `/v1/gateway/webhooks/${path}`, {
    key: fixture.gateway.managementKey,
    ...(body !== undefined && { body }),
  });
const hex = (secret: string, body: Buffer) =>
  createHmac("sha256", secret).update(body).digest("hex");
const readKeys = (body: Buffer): string[] =>
  JSON.parse(body.toString()).data.events.map(
    ({ idempotencyKey }: { idempotencyKey: string }) => idempotencyKey,
  );

describe("what is pushed", () => {
  test("is the documented body with the request's metadata as it was sent, signed and named", async () => {
    const secret = await fixture.setUp();
    const requestMetadata = '{"team": "é🔑", "big": 12345678901234567890, "z":1,"a":"\\u0000"}';
    const [key] = await fixture.record(1, { requestMetadata, requestId: "req_1", estimated: true });
    await fixture.record(1, { billable: false, outcome: "upstream_error" });
    await fixture.turn(fixture.dispatcher());
    const [push] = fixture.pushes;
    expect(fixture.pushes).toHaveLength(1);
    if (!push) return;
    const text = push.body.toString();
    expect(text).toContain(`"requestMetadata":${requestMetadata},`);
    expect(JSON.parse(text)).toEqual({
      type: "API_BILLING_USAGE",
      data: {
        events: [
          {
            idempotencyKey: key,
            timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
            requestId: "req_1",
            requestMetadata: JSON.parse(requestMetadata),
            modelSlug: "acme/m",
            externalEntityId: "customer",
            apiKeyPrefix: "sky_aaaaaaaaaaaa",
            tokens: { inputTokens: 10, outputTokens: 5, cachedInputTokens: 2 },
            estimated: true,
          },
        ],
      },
    });
    expect(push.signature).toBe(`v1=${hex(secret, push.body)}`);
    expect(push.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/);
  });

  test("comes in batches of at most 100, each event in one, in the feed's order", async () => {
    await fixture.setUp();
    const keys = await fixture.record(250);
    const dispatcher = fixture.dispatcher({ perWorkspaceMax: 1 });
    for (let turn = 0; turn < 4; turn += 1) await fixture.turn(dispatcher);
    const batches = fixture.pushes.map(({ body }) => readKeys(body));
    expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
    expect(batches.flat()).toEqual([...keys].sort());
  });

  test("stays about a megabyte where metadata is large, and one huge event goes alone", async () => {
    await fixture.setUp();
    const requestMetadata = JSON.stringify({ text: "x".repeat(600_000) });
    await fixture.record(5, { requestMetadata });
    await fixture.turn(fixture.dispatcher());
    expect(fixture.pushes.map(({ body }) => readKeys(body).length)).toEqual([1, 1, 1, 1, 1]);
  });

  test("begins with what is recorded after the webhook was set up", async () => {
    await fixture.record(3);
    await fixture.setUp();
    const later = await fixture.record(2);
    await fixture.turn(fixture.dispatcher());
    expect(fixture.pushes.flatMap(({ body }) => readKeys(body))).toEqual(later);
  });
});

test("case 27: retries and redeliveries carry the same bytes and the same delivery id", async () => {
  await fixture.setUp();
  await fixture.record(3, { requestMetadata: '{ "b" : 1.0, "a": [1e400] }' });
  fixture.receive((_push, response) => {
    response.writeHead(500).end();
  });
  const dispatcher = fixture.dispatcher();
  for (let second = 0; second < 20; second += 1) {
    await fixture.turn(dispatcher);
    fixture.gateway.clock.advance(1_000);
    // Nothing that changes meanwhile changes what is sent.
    await fixture.gateway.db.query("UPDATE events SET external_entity_id = 'renamed'");
  }
  expect(fixture.pushes).toHaveLength(5);
  expect((await api("POST", "redeliver", { all_dead_letters: true })).json).toEqual({ queued: 1 });
  fixture.receive((_push, response) => response.end());
  await fixture.turn(fixture.dispatcher());
  const [first] = fixture.pushes;
  expect(fixture.pushes).toHaveLength(6);
  for (const push of fixture.pushes) {
    expect(push.id).toBe(first?.id);
    expect(first && push.body.equals(first.body)).toBe(true);
  }
  const { json } = await api("GET", `deliveries/${first?.id}`);
  expect(json).toMatchObject({ status: "delivered", attempt_count: 6 });
  expect(json.body).toBe(first?.body.toString());
});

test("a rotation signs with both secrets until its overlap has passed, the new one first", async () => {
  const old = await fixture.setUp();
  const dispatcher = fixture.dispatcher();
  const push = async () => {
    fixture.pushes.length = 0;
    await fixture.record(1);
    await fixture.turn(dispatcher);
    const [last] = fixture.pushes;
    if (!last) throw new Error("nothing came");
    return last;
  };
  const { secret } = (await api("POST", "settings/rotate", { overlap_seconds: 60 })).json;
  const both = await push();
  expect(both.signature).toBe(`v1=${hex(secret, both.body)},v1=${hex(old, both.body)}`);
  fixture.gateway.clock.advance(60_000);
  const one = await push();
  expect(one.signature).toBe(`v1=${hex(secret, one.body)}`);
  const last = (await api("POST", "settings/rotate", { overlap_seconds: 0 })).json.secret;
  const next = await push();
  expect(next.signature).toBe(`v1=${hex(last, next.body)}`);
});

test("two dispatchers never send the same delivery at once, and both together send each once", async () => {
  await fixture.setUp();
  const inFlight = new Set<string>();
  let twice = 0;
  fixture.receive((push, response) => {
    if (inFlight.has(push.id)) twice += 1;
    inFlight.add(push.id);
    setTimeout(() => {
      inFlight.delete(push.id);
      response.end();
    }, 5);
  });
  const keys = await fixture.record(3_000);
  const others = openDatabase({
    url: fixture.gateway.databaseUrl,
    connections: 4,
    onIdleError: () => {},
  });
  const replica = openWebhookDispatcher({ ...fixture.gateway.deps, db: others }, { pollMs: 1 });
  const dispatcher = fixture.dispatcher({ pollMs: 1 });
  await expect
    .poll(() => fixture.pushes.flatMap(({ body }) => readKeys(body)).length, { timeout: 60_000 })
    .toBe(keys.length);
  // Nothing is broken off: every attempt has all the time it needs.
  await Promise.all([replica.close(600_000), dispatcher.close(600_000)]);
  await others.close();
  expect(twice).toBe(0);
  expect(new Set(fixture.pushes.flatMap(({ body }) => readKeys(body))).size).toBe(keys.length);
  expect(new Set(fixture.pushes.map(({ id }) => id)).size).toBe(fixture.pushes.length);
});

test("a paused webhook keeps its events for the resume; a test event goes all the same", async () => {
  await fixture.setUp();
  const dispatcher = fixture.dispatcher();
  await api("POST", "settings/pause");
  const keys = await fixture.record(120);
  await fixture.turn(dispatcher);
  expect(fixture.pushes).toEqual([]);
  const { json } = await api("POST", "test");
  await fixture.turn(dispatcher);
  expect(fixture.pushes.map(({ id }) => id)).toEqual([json.id]);
  expect(readKeys(fixture.pushes[0]?.body ?? Buffer.alloc(0))).toEqual([]);
  await api("POST", "settings/resume");
  await fixture.turn(dispatcher);
  expect(new Set(fixture.pushes.flatMap(({ body }) => readKeys(body)))).toEqual(new Set(keys));
});

test("an attempt that a shutdown breaks off does not count, and its successor need not wait", async () => {
  await fixture.setUp();
  await fixture.record(1);
  fixture.receive(() => {});
  const dispatcher = fixture.dispatcher();
  await dispatcher.step();
  await expect.poll(() => fixture.pushes.length).toBe(1);
  await dispatcher.close(0);
  const [delivery] = (await api("GET", "deliveries")).json.items;
  expect(delivery).toMatchObject({ status: "pending", attempt_count: 0 });
  fixture.receive((_push, response) => response.end());
  await fixture.turn(fixture.dispatcher());
  expect(fixture.pushes.map(({ id }) => id)).toEqual([delivery.id, delivery.id]);
});

test("an endless answer is read for its first KiB, and neither it nor a secret is logged", async () => {
  const secret = await fixture.setUp();
  await fixture.record(1);
  fixture.receive((_push, response) => {
    response.writeHead(500);
    const flood = setInterval(() => response.write("canary".repeat(1_000)), 1);
    response.on("close", () => clearInterval(flood));
  });
  await fixture.turn(fixture.dispatcher());
  const [{ id }] = (await api("GET", "deliveries")).json.items;
  const { attempts } = (await api("GET", `deliveries/${id}`)).json;
  expect(attempts).toHaveLength(1);
  expect(attempts[0].response_body).toHaveLength(1_024);
  const logged = fixture.gateway.logLines.join("");
  expect(logged).not.toContain(secret);
  expect(logged).not.toContain("canary");
});
