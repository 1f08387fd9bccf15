import { afterEach, beforeEach, expect, test } from "vitest";
import { createWebhookScene, type WebhookScene } from "../../testing/webhook-scene";

let scene: WebhookScene;
beforeEach(async () => {
  scene = await createWebhookScene();
});
afterEach(() => scene.close());

/** Values of the webhooks' series. */
async function series(): Promise<Record<string, number>> {
  const { text } = await scene.gateway.deps.metrics.render();
  const lines = text.split("\n").filter((line) => line.startsWith("headgate_webhook_"));
  return Object.fromEntries(
    lines.map((line) => {
      const [name = "", value] = line.split(" ");
      return [name.replace("headgate_webhook_", ""), Number(value)];
    }),
  );
}

test("attempts are counted by what became of the delivery, and what waits or was given up is shown", async () => {
  await scene.setUp();
  const dispatcher = scene.dispatcher();
  expect(await series()).toMatchObject({
    'deliveries{status="pending"}': 0,
    'deliveries{status="dead_letter"}': 0,
    oldest_pending_seconds: 0,
  });
  await scene.record(1);
  await scene.turn(dispatcher);
  scene.receive((_, response) => response.writeHead(500).end());
  await scene.record(1);
  await scene.turn(dispatcher);
  scene.receive((_, response) => response.writeHead(410).end());
  await scene.record(1);
  await scene.turn(dispatcher);
  scene.gateway.clock.advance(600);

  const values = await series();
  expect(values).toMatchObject({
    'attempts_total{result="delivered"}': 1,
    'attempts_total{result="pending"}': 1,
    'attempts_total{result="dead_letter"}': 1,
    'deliveries{status="pending"}': 1,
    'deliveries{status="dead_letter"}': 1,
  });
  expect(values["oldest_pending_seconds"]).toBeGreaterThanOrEqual(0.6);
});

test("a paused webhook keeps what it has, but nothing of it counts as late", async () => {
  await scene.setUp();
  const dispatcher = scene.dispatcher();
  scene.receive((_, response) => response.writeHead(500).end());
  await scene.record(1);
  await scene.turn(dispatcher);
  scene.gateway.clock.advance(30_000);
  expect((await series())["oldest_pending_seconds"]).toBeGreaterThanOrEqual(30);
  await scene.gateway.inject("POST", "/v1/gateway/webhooks/settings/pause", {
    key: scene.gateway.managementKey,
  });
  expect(await series()).toMatchObject({
    'deliveries{status="pending"}': 1,
    oldest_pending_seconds: 0,
  });
});
