import { afterEach, beforeEach, expect, test } from "vitest";
import { type GatewayProcess, startGatewayProcess } from "../../testing/gateway-process";
import { createTestDatabase } from "../../testing/test-database";
import { createWebhookFixture, type WebhookFixture } from "../../testing/webhook-fixture";

let fixture: WebhookFixture;
let gateway: GatewayProcess | undefined;
beforeEach(async () => {
  fixture = await createWebhookFixture();
});
afterEach(async () => {
  await gateway?.kill();
  await fixture.close();
});

test("a gateway sends by itself what its environment says, and lets an attempt end when it is told to stop", async () => {
  const database = await createTestDatabase();
  gateway = await startGatewayProcess(database.url, {
    GATEWAY_WEBHOOK_URL: fixture.url,
    GATEWAY_WEBHOOK_SECRET: "a secret of the environment",
  });
  const { managementKey: key, url } = gateway;
  const call = (method: string, path: string) =>
    fetch(`${url}/v1/gateway/webhooks/${path}`, {
      method,
      headers: { authorization: `Api-Key ${key}` },
    });
  let answer = () => {};
  fixture.receive((_push, response) => {
    answer = () => void response.end();
  });
  const sent = await call("POST", "test");
  expect(sent.status).toBe(200);
  await expect.poll(() => fixture.pushes.length, { timeout: 60_000 }).toBe(1);
  const ended = gateway.terminate();
  await expect.poll(() => call("GET", "settings").catch(() => "refused")).toBe("refused");
  answer();
  expect(await ended).toBe(0);
  const { rows } = await database.db.query("SELECT status, attempt_count FROM webhook_deliveries");
  expect(rows).toEqual([{ status: "delivered", attempt_count: 1 }]);
  await database.drop();
});
