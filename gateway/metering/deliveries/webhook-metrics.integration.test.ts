import { afterEach, beforeEach, expect, test } from "vitest";
import { createWebhookFixture, type WebhookFixture } from "../../testing/webhook-fixture";

let fixture: WebhookFixture;
beforeEach(async () => {
  fixture = await createWebhookFixture();
});
afterEach(() => fixture.close());

/** Values of the webhooks' series. */
async function series(): Promise<Record<string, number>> {
  const { text } = await fixture.gateway.deps.metrics.render();
  const lines = text.split("\n").filter((line) => line.startsWith("headgate_webhook_"));
  return Object.fromEntries(
    lines.map((line) => {
      const [name = "", value] = line.split(" ");
      return [name.replace("headgate_webhook_", ""), Number(value)];
    }),
  );
}

test("attempts are counted by what became of the delivery, and what waits or was given up is shown", async () => {
  await fixture.setUp();
  const dispatcher = fixture.dispatcher();
  expect(await series()).toMatchObject({
    'deliveries{status="pending"}': 0,
    'deliveries{status="dead_letter"}': 0,
    oldest_pending_seconds: 0,
  });
  await fixture.record(1);
  await fixture.turn(dispatcher);
  fixture.receive((_, response) => response.writeHead(500).end());
  await fixture.record(1);
  await fixture.turn(dispatcher);
  fixture.receive((_, response) => response.writeHead(410).end());
  await fixture.record(1);
  await fixture.turn(dispatcher);
  fixture.gateway.clock.advance(600);

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
  await fixture.setUp();
  const dispatcher = fixture.dispatcher();
  fixture.receive((_, response) => response.writeHead(500).end());
  await fixture.record(1);
  await fixture.turn(dispatcher);
  fixture.gateway.clock.advance(30_000);
  expect((await series())["oldest_pending_seconds"]).toBeGreaterThanOrEqual(30);
  await fixture.gateway.inject("POST", "/v1/gateway/webhooks/settings/pause", {
    key: fixture.gateway.managementKey,
  });
  expect(await series()).toMatchObject({
    'deliveries{status="pending"}': 1,
    oldest_pending_seconds: 0,
  });
});
