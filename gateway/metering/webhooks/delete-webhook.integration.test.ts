import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWebhookFixture, type WebhookFixture } from "../../testing/webhook-fixture";

let fixture: WebhookFixture;
beforeEach(async () => {
  fixture = await createWebhookFixture();
});
afterEach(() => fixture.close());

const call = (method: string, path: string, body?: unknown, key = fixture.gateway.managementKey) =>
  fixture.gateway.inject(method, `/v1/gateway/webhooks/${path}`, {
    key,
    ...(body !== undefined && { body }),
  });
const readKeys = (body: Buffer): string[] =>
  JSON.parse(body.toString()).data.events.map(
    ({ idempotencyKey }: { idempotencyKey: string }) => idempotencyKey,
  );
async function rowCounts(): Promise<number[]> {
  const { rows } = await fixture.gateway.db.query(
    `SELECT (SELECT count(*) FROM webhook_settings) AS settings,
       (SELECT count(*) FROM webhook_deliveries) AS deliveries,
       (SELECT count(*) FROM webhook_attempts) AS attempts`,
  );
  return Object.values(rows[0] as Record<string, number>);
}
const errors = () => fixture.gateway.logLines.filter((line) => JSON.parse(line).level >= 50);

test("a removed webhook takes its deliveries, its dead letters and its secret along, and says what", async () => {
  await fixture.setUp();
  const dispatcher = fixture.dispatcher();
  for (const status of [200, 400, 500]) {
    fixture.receive((_push, response) => void response.writeHead(status).end());
    await fixture.record(1);
    await fixture.turn(dispatcher);
  }
  expect(await rowCounts()).toEqual([1, 3, 3]);
  const removed = await call("DELETE", "settings");
  const data = { url: fixture.url, dropped_pending_count: 1, dropped_dead_letter_count: 1 };
  expect(removed).toMatchObject({ status: 200, json: data });
  expect(await rowCounts()).toEqual([0, 0, 0]);
  expect((await call("GET", "settings")).json).toMatchObject({
    ...{ url: null, has_secret: false, pending_count: 0, dead_letter_count: 0 },
    last_delivered_at: null,
  });
  const log = await fixture.gateway.inject("GET", "/v1/audit_logs?event_type_groups=WEBHOOK", {
    key: fixture.gateway.managementKey,
  });
  expect(log.json.items[0]).toMatchObject({
    event_type: "WEBHOOK_SIGNING_SECRET_DELETED",
    event_data: {
      event_type: "WEBHOOK_SIGNING_SECRET_DELETED",
      webhook_signing_secret_id: expect.stringMatching(/^whs_/),
    },
    details: data,
  });
  const { rows } = await fixture.gateway.db.query("SELECT count(*) AS count FROM events");
  expect(rows[0]).toEqual({ count: 3 });
});

test("while attempts are under way it is removed at once, and they end without a trace", async () => {
  await fixture.setUp();
  const held: ServerResponse[] = [];
  let arrived = () => {};
  const allArrived = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  fixture.receive((_push, response) => {
    if (held.push(response) === 3) arrived();
  });
  await fixture.record(250);
  const dispatcher = fixture.dispatcher();
  await dispatcher.step();
  await allArrived;
  expect((await call("DELETE", "settings")).json).toMatchObject({ dropped_pending_count: 3 });
  const [accepted, failed, refused] = held;
  accepted?.writeHead(200).end();
  failed?.writeHead(500).end();
  refused?.writeHead(400).end();
  await dispatcher.idle();
  expect(await rowCounts()).toEqual([0, 0, 0]);

  await fixture.record(5);
  fixture.gateway.clock.advance(60_000);
  await fixture.turn(dispatcher);
  expect(fixture.pushes).toHaveLength(3);
  expect(errors()).toEqual([]);
});

test("set up anew it has another secret, and gets what is recorded from then on", async () => {
  const first = await fixture.setUp();
  const dispatcher = fixture.dispatcher();
  fixture.receive((_push, response) => void response.writeHead(500).end());
  await fixture.record(2);
  await fixture.turn(dispatcher);
  await call("DELETE", "settings");
  await fixture.record(3);
  fixture.receive((_push, response) => response.end());
  fixture.pushes.length = 0;
  const second = await fixture.setUp();
  expect(second).toMatch(/^whsec_/);
  expect(second).not.toBe(first);
  const later = await fixture.record(2);
  fixture.gateway.clock.advance(60_000);
  await fixture.turn(dispatcher);
  expect(fixture.pushes.flatMap(({ body }) => readKeys(body))).toEqual(later);
});

test("removed and set up again and again under two dispatchers at work, neither ever fails", async () => {
  fixture.receive((push, response) => {
    response.writeHead(push.id.charCodeAt(0) % 2 ? 200 : 500).end();
  });
  const dispatchers = [fixture.dispatcher(), fixture.dispatcher()];
  for (let round = 0; round < 12; round += 1) {
    await fixture.setUp();
    await fixture.record(220);
    const turns = dispatchers.map((dispatcher) => fixture.turn(dispatcher));
    const [removed] = await Promise.all([call("DELETE", "settings"), ...turns]);
    expect(removed.status, removed.text).toBe(200);
    fixture.gateway.clock.advance(2_000);
  }
  expect(await rowCounts()).toEqual([0, 0, 0]);
  expect(errors()).toEqual([]);
});

test("only who may change it removes it, and only where there is one", async () => {
  await fixture.setUp();
  const { viewKey, otherWorkspace } = fixture.gateway;
  expect((await call("DELETE", "settings", undefined, viewKey)).status).toBe(403);
  expect((await call("DELETE", "settings", undefined, "nobody")).status).toBe(401);
  const theirs = await call("DELETE", "settings", undefined, otherWorkspace.managementKey);
  expect(theirs).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
  expect((await rowCounts())[0]).toBe(1);
  await call("DELETE", "settings");
  expect((await call("DELETE", "settings")).status).toBe(404);
});
