// How long an upstream is waited for, what its caller hears meanwhile, and what is sent again.
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { delta } from "../../testing/replays/replay";
import { createTestConfig } from "../../testing/test-config";
import { answerJson, gate, type UpstreamScript } from "../../testing/upstream-double";

const messages = [{ role: "user" as const, content: "Hello" }];
const { limits } = createTestConfig("");
const closing: (() => Promise<void>)[] = [];

async function openFixture(change: Partial<typeof limits>): Promise<InferenceFixture> {
  const fixture = await openInferenceFixture({ config: { limits: { ...limits, ...change } } });
  closing.push(() => fixture.close());
  return fixture;
}
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const head = (response: Parameters<UpstreamScript>[0]) =>
  response.writeHead(200, { "content-type": "text/event-stream" });
const word = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify(delta({ content }, finish))}\n\n`;

test("case 38: the time until the first byte of the body is the long one, whatever headers came", async () => {
  const fixture = await openFixture({ upstreamIdleMs: 200 });
  const { key } = await fixture.addGroup();
  const { opened, open } = gate();
  fixture.upstream.answer(async (response, { body }) => {
    head(response).flushHeaders();
    const isPatient = body.includes("patient");
    if (isPatient) await opened;
    else response.write(word("one"));
    if (isPatient) response.end(`${word("late", "stop")}data: [DONE]\n\n`);
  });
  const ask = (content: string) =>
    fixture.post(key, { model: fixtureSlug, stream: true, messages: [{ role: "user", content }] });
  const waiting = ask("patient");
  await expect.poll(() => fixture.upstream.calls.length).toBe(1);
  // Asked later, and given up for its silence after a first byte.
  expect(await (await ask("idle")).text()).toContain("upstream_timeout");
  open();
  const text = await (await waiting).text();
  expect(text).toContain("late");
  expect(text).toContain("[DONE]");
});

test.each([
  ["no headers", () => {}],
  ["headers alone", (response: Parameters<UpstreamScript>[0]) => head(response).flushHeaders()],
])("case 38: an upstream that sends %s is given up after that time", async (_name, script) => {
  const fixture = await openFixture({ upstreamFirstByteMs: 200 });
  const { key } = await fixture.addGroup();
  fixture.upstream.answer(script);
  for (const stream of [false, true]) {
    const response = await fixture.post(key, { model: fixtureSlug, messages, stream });
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ error: { code: "upstream_timeout" } });
  }
  await expect.poll(() => fixture.upstream.cancelled).toBe(2);
});

test("case 71: a caller hears that a silent stream is alive, before its first event, in the middle, and while its end waits", async () => {
  const fixture = await openFixture({ keepAliveMs: 20 });
  const { client, key } = await fixture.addGroup();
  const steps = [gate(), gate(), gate()];
  fixture.upstream.answer(async (response) => {
    head(response).flushHeaders();
    await steps[0]?.opened;
    response.write(word("one "));
    await steps[1]?.opened;
    response.write(word("two", "stop"));
    await steps[2]?.opened;
    response.end("data: [DONE]\n\n");
  });
  const stream = await fixture.post(key, { model: fixtureSlug, messages, stream: true });
  expect(stream.status).toBe(200);
  const reader = stream.body?.getReader();
  let text = "";
  const until = async (part: string) => {
    const from = text.length;
    while (!text.includes(part, from)) {
      text += Buffer.from((await reader?.read())?.value ?? []).toString();
    }
  };
  for (const step of steps) {
    await until(": keep-alive\n\n");
    step.open();
  }
  await until("[DONE]");
  expect(text.replaceAll(": keep-alive\n\n", "").match(/"content":"[^"]*"/g)).toEqual([
    '"content":"one "',
    '"content":"two"',
  ]);
  const said: string[] = [];
  const body = { model: fixtureSlug, messages, stream: true as const };
  for await (const { choices } of await client.chat.completions.create(body)) {
    said.push(choices[0]?.delta.content ?? "");
  }
  expect(said.join("")).toBe("one two");
});

test("case 71: an upstream's error status is the caller's, however long it took: nothing is sent before its 200", async () => {
  const fixture = await openFixture({ keepAliveMs: 10 });
  const { key } = await fixture.addGroup();
  const { opened, open } = gate();
  fixture.upstream.answer(async (response, { body }) => {
    if (body.includes("refused")) {
      await opened;
      response.writeHead(400, { "content-type": "application/json" });
      response.end('{"error":{"message":"no"}}');
    } else head(response).flushHeaders();
  });
  const refused = fixture.post(key, {
    model: fixtureSlug,
    stream: true,
    messages: [{ role: "user", content: "refused" }],
  });
  await expect.poll(() => fixture.upstream.calls.length).toBe(1);
  // Another one, asked later, has been silent long enough.
  const silent = await fixture.post(key, { model: fixtureSlug, messages, stream: true });
  const reader = silent.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(": keep-alive\n\n");
  open();
  expect((await refused).status).toBe(400);
  await reader?.cancel();
});

const dropped: UpstreamScript = (_response, _call, request) => {
  request.socket.destroy();
};
const ask = (fixture: InferenceFixture, key: string) =>
  fixture.post(key, { model: fixtureSlug, messages }).then((response) => response.status);

test("case 39: a call on an older connection that was closed at once is sent again, once, and counted once", async () => {
  const fixture = await openFixture({});
  const { key } = await fixture.addGroup();
  expect(await ask(fixture, key)).toBe(200);
  let calls = 0;
  fixture.upstream.answer((response, call, request) => {
    calls++;
    (calls === 1 ? dropped : answerJson())(response, call, request);
  });
  expect(await ask(fixture, key)).toBe(200);
  expect(calls).toBe(2);
  expect(fixture.gateway.ledger.rows).toHaveLength(2);
  expect(new Set(fixture.upstream.calls.map(({ connection }) => connection)).size).toBe(2);
});

test.each([
  ["a new connection", {}, false, dropped],
  ["an older connection that it worked on", { staleConnectionMs: 0 }, true, dropped],
  [
    "an older connection, after a first header",
    {},
    true,
    ((response, _call, request) => {
      response.writeEarlyHints({ link: "</a>; rel=preload" });
      response.socket?.write("", () => request.socket.destroy());
    }) satisfies UpstreamScript,
  ],
  [
    "an older connection, after the headers",
    {},
    true,
    ((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "9" });
      response.flushHeaders();
      response.socket?.end();
    }) satisfies UpstreamScript,
  ],
])("case 39: an upstream that drops %s is called once", async (_name, change, isWarm, script) => {
  const fixture = await openFixture(change);
  const { key } = await fixture.addGroup();
  if (isWarm) expect(await ask(fixture, key)).toBe(200);
  fixture.upstream.calls.length = 0;
  fixture.upstream.answer(script);
  expect(await ask(fixture, key)).toBe(502);
  expect(fixture.upstream.calls).toHaveLength(1);
  expect(fixture.gateway.ledger.rows.at(-1)).toMatchObject({ outcome: "upstream_error" });
});

test("case 39: a connection that is new to the gateway is called once", async () => {
  const fixture = await openFixture({});
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.once("data", () => socket.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.unshift(async () => {
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const secret = await fixture.manage("POST", "/v1/secrets", {
    name: "raw",
    value: "sk-raw-secret",
  });
  const slug = "acme/raw";
  await fixture.manage("POST", "/v1/gateway/endpoints", {
    slug,
    targets: [
      {
        provider: "OPENAI_COMPATIBLE",
        base_url: `http://127.0.0.1:${port}`,
        secret_id: secret["id"],
        target_model: "m",
      },
    ],
  });
  const { key } = await fixture.addGroup({ models: [{ slug }] });
  expect((await fixture.post(key, { model: slug, messages })).status).toBe(502);
  expect(sockets).toHaveLength(1);
});
