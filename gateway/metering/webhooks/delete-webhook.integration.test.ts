import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWebhookScene, type WebhookScene } from "../../testing/webhook-scene";

let scene: WebhookScene;
beforeEach(async () => {
  scene = await createWebhookScene();
});
afterEach(() => scene.close());

const call = (method: string, path: string, body?: unknown, key = scene.gateway.managementKey) =>
  scene.gateway.inject(method, `/v1/gateway/webhooks/${path}`, {
    key,
    ...(body !== undefined && { body }),
  });
const keysOf = (body: Buffer): string[] =>
  JSON.parse(body.toString()).data.events.map(
    ({ idempotencyKey }: { idempotencyKey: string }) => idempotencyKey,
  );
async function rowCounts(): Promise<number[]> {
  const { rows } = await scene.gateway.db.query(
    `SELECT (SELECT count(*) FROM webhook_settings) AS settings,
       (SELECT count(*) FROM webhook_deliveries) AS deliveries,
       (SELECT count(*) FROM webhook_attempts) AS attempts`,
  );
  return Object.values(rows[0] as Record<string, number>);
}
const errors = () => scene.gateway.logLines.filter((line) => JSON.parse(line).level >= 50);

test("a removed webhook takes its deliveries, its dead letters and its secret along, and says what", async () => {
  await scene.setUp();
  const dispatcher = scene.dispatcher();
  for (const status of [200, 400, 500]) {
    scene.receive((_push, response) => void response.writeHead(status).end());
    await scene.record(1);
    await scene.turn(dispatcher);
  }
  expect(await rowCounts()).toEqual([1, 3, 3]);
  const removed = await call("DELETE", "settings");
  const data = { url: scene.url, dropped_pending_count: 1, dropped_dead_letter_count: 1 };
  expect(removed).toMatchObject({ status: 200, json: data });
  expect(await rowCounts()).toEqual([0, 0, 0]);
  expect((await call("GET", "settings")).json).toMatchObject({
    ...{ url: null, has_secret: false, pending_count: 0, dead_letter_count: 0 },
    last_delivered_at: null,
  });
  const log = await scene.gateway.inject("GET", "/v1/audit_logs?event_type_groups=WEBHOOK", {
    key: scene.gateway.managementKey,
  });
  expect(log.json.items[0]).toMatchObject({
    event_type: "WEBHOOK_SIGNING_SECRET_DELETED",
    event_data: {
      event_type: "WEBHOOK_SIGNING_SECRET_DELETED",
      webhook_signing_secret_id: expect.stringMatching(/^whs_/),
    },
    details: data,
  });
  const { rows } = await scene.gateway.db.query("SELECT count(*) AS count FROM events");
  expect(rows[0]).toEqual({ count: 3 });
});

test("while attempts are under way it is removed at once, and they end without a trace", async () => {
  await scene.setUp();
  const held: ServerResponse[] = [];
  let arrived = () => {};
  const allArrived = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  scene.receive((_push, response) => {
    if (held.push(response) === 3) arrived();
  });
  await scene.record(250);
  const dispatcher = scene.dispatcher();
  await dispatcher.step();
  await allArrived;
  expect((await call("DELETE", "settings")).json).toMatchObject({ dropped_pending_count: 3 });
  const [accepted, failed, refused] = held;
  accepted?.writeHead(200).end();
  failed?.writeHead(500).end();
  refused?.writeHead(400).end();
  await dispatcher.idle();
  expect(await rowCounts()).toEqual([0, 0, 0]);

  await scene.record(5);
  scene.gateway.clock.advance(60_000);
  await scene.turn(dispatcher);
  expect(scene.pushes).toHaveLength(3);
  expect(errors()).toEqual([]);
});

test("set up anew it has another secret, and gets what is recorded from then on", async () => {
  const first = await scene.setUp();
  const dispatcher = scene.dispatcher();
  scene.receive((_push, response) => void response.writeHead(500).end());
  await scene.record(2);
  await scene.turn(dispatcher);
  await call("DELETE", "settings");
  await scene.record(3);
  scene.receive((_push, response) => response.end());
  scene.pushes.length = 0;
  const second = await scene.setUp();
  expect(second).toMatch(/^whsec_/);
  expect(second).not.toBe(first);
  const later = await scene.record(2);
  scene.gateway.clock.advance(60_000);
  await scene.turn(dispatcher);
  expect(scene.pushes.flatMap(({ body }) => keysOf(body))).toEqual(later);
});

test("removed and set up again and again under two dispatchers at work, neither ever fails", async () => {
  scene.receive((push, response) => {
    response.writeHead(push.id.charCodeAt(0) % 2 ? 200 : 500).end();
  });
  const dispatchers = [scene.dispatcher(), scene.dispatcher()];
  for (let round = 0; round < 12; round += 1) {
    await scene.setUp();
    await scene.record(220);
    const turns = dispatchers.map((dispatcher) => scene.turn(dispatcher));
    const [removed] = await Promise.all([call("DELETE", "settings"), ...turns]);
    expect(removed.status, removed.text).toBe(200);
    scene.gateway.clock.advance(2_000);
  }
  expect(await rowCounts()).toEqual([0, 0, 0]);
  expect(errors()).toEqual([]);
});

test("only who may change it removes it, and only where there is one", async () => {
  await scene.setUp();
  const { viewKey, otherWorkspace } = scene.gateway;
  expect((await call("DELETE", "settings", undefined, viewKey)).status).toBe(403);
  expect((await call("DELETE", "settings", undefined, "nobody")).status).toBe(401);
  const theirs = await call("DELETE", "settings", undefined, otherWorkspace.managementKey);
  expect(theirs).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
  expect((await rowCounts())[0]).toBe(1);
  await call("DELETE", "settings");
  expect((await call("DELETE", "settings")).status).toBe(404);
});
