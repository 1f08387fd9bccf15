import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type GatewayProcess, startGatewayProcess } from "./testing/gateway-process";
import { createTestDatabase, type TestDatabase } from "./testing/test-database";
import {
  answerError,
  answerJson,
  answerWords,
  deltaChunk,
  startUpstreamDouble,
  type UpstreamDouble,
} from "./testing/upstream-double";

const canary = (what: string) => `canary-${what}-${randomBytes(9).toString("hex")}`;
const prompt = canary("prompt");
const metadata = canary("metadata");
const answerText = canary("answer");
const upstreamKey = `sk-${canary("upstream-key")}`;
const spareSecret = canary("spare-secret");
const wrongKey = `sky_abcdefghijkl.${canary("wrong-key")}`;
const wrongManagementKey = `hgm_${canary("wrong-management-key")}`;
const managementKey = `hgm_${canary("management-key")}`;
const encryptionKey = randomBytes(32).toString("base64");
const hookPath = canary("hook-url");
const slug = "acme/model";

let database: TestDatabase;
let upstream: UpstreamDouble;
let hooks: Server;
let hookStatus = 500;
let gateway: GatewayProcess;
let output = "";

beforeAll(async () => {
  [database, upstream] = await Promise.all([createTestDatabase(), startUpstreamDouble()]);
  hooks = createServer((request, response) => {
    if (hookStatus === 0) request.socket.destroy();
    // As receivers do that show what they were sent.
    else response.writeHead(hookStatus).end(JSON.stringify(request.headers));
  });
  await new Promise<void>((resolve) => hooks.listen(0, "127.0.0.1", resolve));
  const settings = {
    HEADGATE_LOG_LEVEL: "trace",
    GATEWAY_API_KEY: managementKey,
    HEADGATE_ENCRYPTION_KEY: encryptionKey,
  };
  gateway = await startGatewayProcess(database.url, settings, (text) => {
    output += text;
  });
});
afterAll(async () => {
  await gateway.kill();
  await upstream.close();
  hooks.close();
  await database.drop();
});

/** Answers the status, the text, and the id that the log would have it under. */
async function call(method: string, path: string, key: string, body?: unknown) {
  const answer = await fetch(`${gateway.url}${path}`, {
    method,
    headers: { authorization: `Api-Key ${key}`, "content-type": "application/json" },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await answer.text().catch(() => "");
  return { status: answer.status, text, requestId: answer.headers.get("x-request-id") ?? "" };
}

async function manage(method: string, path: string, body?: unknown) {
  const { status, text } = await call(method, path, managementKey, body);
  expect(status, text).toBe(200);
  return JSON.parse(text);
}

async function addCustomer(name: string, limits: object): Promise<string> {
  const group = await manage("POST", "/v1/gateway/groups", {
    metadata: { external_entity_id: name },
    models: [{ slug, ...limits }],
    hierarchy: {},
  });
  return (await manage("POST", `/v1/gateway/groups/${group.id}/api_keys`, {})).api_key;
}

const line = z.looseObject({ level: z.int(), time: z.int(), msg: z.string() });

test("case 21: no key, secret, password, prompt or answer gets into the log, whatever fails and at whatever level", async () => {
  const secret = await manage("POST", "/v1/secrets", { name: "upstream", value: upstreamKey });
  await manage("POST", "/v1/secrets", { name: "spare", value: spareSecret });
  const target = {
    provider: "OPENAI_COMPATIBLE",
    base_url: upstream.url,
    secret_id: secret.id,
    target_model: "m",
  };
  await manage("POST", "/v1/gateway/endpoints", { slug, targets: [target] });
  const key = await addCustomer("free", {});
  const poor = await addCustomer("poor", {
    usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 0 }],
  });
  const hook = `http://127.0.0.1:${(hooks.address() as AddressInfo).port}/${hookPath}`;
  const settings = "/v1/gateway/webhooks/settings";
  const { secret: hookSecret } = await manage("PUT", settings, { url: hook });
  const { secret: rotated } = await manage("POST", `${settings}/rotate`, { overlap_seconds: 60 });

  const chat = "/v1/chat/completions";
  const messages = [{ role: "user", content: prompt }];
  const ask = (change: object = {}, by = key) =>
    call("POST", chat, by, { model: slug, messages, metadata: { order: metadata }, ...change });
  const failed: string[] = [];
  const fails = async (status: number, change: object = {}) => {
    const answer = await ask(change);
    expect(answer.status, answer.text).toBe(status);
    failed.push(answer.requestId);
  };

  upstream.answer(answerJson({ text: answerText }));
  expect((await ask()).status).toBe(200);
  upstream.answer(answerWords([answerText, answerText]));
  expect((await ask({ stream: true })).status).toBe(200);
  upstream.answer(answerJson({ text: answerText }));
  // Who calls is wrong, or what is called.
  expect((await ask({}, wrongKey)).status).toBe(401);
  expect((await ask({}, `${key}x`)).status).toBe(401);
  expect((await ask({}, poor)).status).toBe(429);
  expect((await ask({ model: "acme/none" })).status).toBe(404);
  expect((await call("GET", `/v1/models?api_key=${key}`, wrongKey)).status).toBe(401);
  expect((await call("GET", `/v1/${prompt}?key=${key}`, key)).status).toBe(404);
  expect((await call("POST", chat, key, `{"model":"${slug}","messages":"${prompt}`)).status).toBe(
    400,
  );
  expect((await ask({ messages: prompt })).status).toBe(400);
  expect((await ask({ metadata: { order: `${metadata}\u0000` } })).status).toBeLessThan(500);
  // The model fails, and says what it was sent.
  const echo = { error: { message: `wrong key ${upstreamKey} for ${prompt}` } };
  for (const status of [400, 401, 429, 500, 503]) {
    upstream.answer(answerError(status, echo));
    if (status === 400) expect((await ask()).status).toBe(400);
    else await fails(status === 401 || status === 500 ? 502 : 503);
  }
  upstream.answer((response) => void response.socket?.destroy());
  await fails(502);
  upstream.answer(answerError(200, `{"no json ${answerText} ${upstreamKey}`));
  await fails(502);
  upstream.answer((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const chunk = Buffer.from(`data: ${deltaChunk(answerText)}\n\n`);
    response.write(chunk, () => response.socket?.destroy());
  });
  await ask({ stream: true });
  // The management plane.
  expect((await call("GET", "/v1/gateway/groups", wrongManagementKey)).status).toBe(401);
  const wrongBodies = [
    { name: "", value: spareSecret },
    { value: spareSecret },
    `{"value":"${spareSecret}`,
  ];
  for (const body of wrongBodies) {
    expect((await call("POST", "/v1/secrets", managementKey, body)).status).toBe(400);
  }
  const named = { name: `x\u0000`, value: spareSecret };
  expect((await call("POST", "/v1/secrets", managementKey, named)).status).toBe(400);
  const url = `http://user:${spareSecret}@127.0.0.1/`;
  const refused = await call("POST", "/v1/gateway/endpoints", managementKey, {
    slug: "acme/other",
    targets: [{ ...target, base_url: url }],
  });
  expect(refused.status).toBe(400);
  // Webhooks fail in each way; 4xx is given up at once, and said.
  const delivered = async (status: number, reached: string) => {
    hookStatus = status;
    const { id } = await manage("POST", "/v1/gateway/webhooks/test");
    const read = () => manage("GET", `/v1/gateway/webhooks/deliveries/${id}`);
    const seen = async () => {
      const delivery = (await read()).delivery ?? (await read());
      return delivery.status === reached || delivery.last_error !== null;
    };
    await expect.poll(seen, { timeout: 60_000 }).toBe(true);
  };
  for (const status of [500, 0, 302]) await delivered(status, "pending");
  await delivered(400, "dead_letter");
  // The database goes away under a request with all of it.
  await database.db.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'headgate lock'`,
  );
  upstream.answer(answerJson({ text: answerText }));
  await Promise.all(Array.from({ length: 8 }, () => ask()));
  const added = { name: "late", value: spareSecret };
  await Promise.all(
    Array.from({ length: 8 }, () => call("POST", "/v1/secrets", managementKey, added)),
  );
  expect(await gateway.terminate()).toBe(0);

  const lines = output
    .trim()
    .split("\n")
    .map((text) => line.parse(JSON.parse(text)));
  const told = new Set(lines.map((each) => each["reqId"]));
  for (const requestId of failed) expect(told, requestId).toContain(requestId);
  for (const each of lines) {
    if (/request failed/.test(each.msg)) expect(each["reqId"]).toMatch(/^req_/);
  }
  expect(lines.some(({ msg }) => msg === "a webhook was given up")).toBe(true);

  const password = new URL(database.url).password;
  const secrets = { prompt, metadata, answerText, upstreamKey, spareSecret, wrongKey, hookPath };
  const keys = { wrongManagementKey, managementKey, encryptionKey, hookSecret, rotated, password };
  for (const [name, value] of Object.entries({ ...secrets, ...keys, key, poor })) {
    expect(value.length, name).toBeGreaterThan(8);
    // Of a customer's key the prefix may be shown, what follows it may not.
    const hidden =
      name === "key" || name === "poor" || name === "wrongKey" ? value.slice(17) : value;
    expect(output.includes(hidden), name).toBe(false);
  }
}, 600_000);
