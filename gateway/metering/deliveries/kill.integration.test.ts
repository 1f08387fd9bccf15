import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type GatewayProcess, startGatewayProcess } from "../../testing/gateway-process";
import {
  addProcessCustomer,
  type ProcessCustomer,
  selectBilledRequests,
} from "../../testing/process-customer";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database";
import {
  answerJson,
  startUpstreamDouble,
  type UpstreamDouble,
} from "../../testing/upstream-double";

interface Push {
  deliveryId: string;
  body: Buffer;
  response: ServerResponse;
}

const pushed = z.object({
  data: z.object({ events: z.array(z.object({ idempotencyKey: z.string() })) }),
});
const readKeys = ({ body }: Push) =>
  pushed.parse(JSON.parse(body.toString())).data.events.map((event) => event.idempotencyKey);

let database: TestDatabase;
let upstream: UpstreamDouble;
let gateway: GatewayProcess;
let customer: ProcessCustomer;
const pushes: Push[] = [];
let isHolding = true;
const receiver = createServer(async (request, response) => {
  const body = await buffer(request);
  pushes.push({ deliveryId: String(request.headers["x-baseten-request-id"]), body, response });
  if (!isHolding) response.end();
});

beforeAll(async () => {
  database = await createTestDatabase();
  upstream = await startUpstreamDouble();
  upstream.answer(answerJson());
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  gateway = await startGatewayProcess(database.url);
  customer = await addProcessCustomer(gateway, upstream.url);
  const { port } = receiver.address() as AddressInfo;
  const saved = await manage("PUT", "settings", { url: `http://127.0.0.1:${port}/events` });
  expect(saved.status).toBe(200);
});
afterAll(async () => {
  await gateway?.kill();
  receiver.closeAllConnections();
  receiver.close();
  await upstream.close();
  await database.drop();
});

function manage(method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${gateway.url}/v1/gateway/webhooks/${path}`, {
    method,
    headers: {
      authorization: `Api-Key ${gateway.managementKey}`,
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function ask(): Promise<void> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${customer.key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: customer.slug, messages: [{ role: "user", content: "hi" }] }),
  });
  await response.text();
  expect(response.status).toBe(200);
}

test("case 27: kill -9 of the gateway while a receiver holds attempts: after the restart the same ids and bytes arrive, and every event", async () => {
  await Promise.all(Array.from({ length: 20 }, ask));
  await expect.poll(() => pushes.length, { timeout: 60_000 }).toBeGreaterThan(0);
  // More events than are in the deliveries held, so that some are in none yet, or unsent in one.
  await Promise.all(Array.from({ length: 20 }, ask));
  await gateway.kill();
  const held = pushes.splice(0);
  for (const { response } of held) response.destroy();
  isHolding = false;

  await gateway.restart();
  const arrived = () => new Set(pushes.flatMap(readKeys));
  // The dead process' lease lasts 30 s.
  await expect.poll(() => arrived().size, { timeout: 60_000 }).toBe(40);
  const billed = await selectBilledRequests(database.db);
  expect([...arrived()].sort()).toEqual(billed.map((event) => event.idempotencyKey).sort());
  for (const { deliveryId, body } of held) {
    const again = pushes.filter((push) => push.deliveryId === deliveryId);
    expect(again.map((push) => push.body.equals(body))).toEqual([true]);
  }
  // Apart from what was held, nothing came twice.
  expect(pushes.flatMap(readKeys)).toHaveLength(40);
  const counts = async () => (await manage("GET", "settings")).json();
  await expect.poll(counts).toMatchObject({ pending_count: 0, dead_letter_count: 0 });
}, 600_000);
