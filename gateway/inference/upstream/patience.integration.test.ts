// How long an upstream is waited for, what its caller hears meanwhile, and what is sent again.
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type InferenceScene, sceneSlug, setInferenceScene } from "../../testing/inference-scene";
import { delta } from "../../testing/replays/replay";
import { createTestConfig } from "../../testing/test-config";
import { answerJson, gate, type UpstreamScript } from "../../testing/upstream-double";

const messages = [{ role: "user" as const, content: "Hello" }];
const { limits } = createTestConfig("");
const closing: (() => Promise<void>)[] = [];

async function setScene(change: Partial<typeof limits>): Promise<InferenceScene> {
  const scene = await setInferenceScene({ config: { limits: { ...limits, ...change } } });
  closing.push(() => scene.close());
  return scene;
}
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const head = (response: Parameters<UpstreamScript>[0]) =>
  response.writeHead(200, { "content-type": "text/event-stream" });
const word = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify(delta({ content }, finish))}\n\n`;

test("case 38: the time until the first byte of the body is the long one, whatever headers came", async () => {
  const scene = await setScene({ upstreamIdleMs: 200 });
  const { key } = await scene.addGroup();
  const { opened, open } = gate();
  scene.upstream.answer(async (response, { body }) => {
    head(response).flushHeaders();
    const isPatient = body.includes("patient");
    if (isPatient) await opened;
    else response.write(word("one"));
    if (isPatient) response.end(`${word("late", "stop")}data: [DONE]\n\n`);
  });
  const ask = (content: string) =>
    scene.post(key, { model: sceneSlug, stream: true, messages: [{ role: "user", content }] });
  const waiting = ask("patient");
  await expect.poll(() => scene.upstream.calls.length).toBe(1);
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
  const scene = await setScene({ upstreamFirstByteMs: 200 });
  const { key } = await scene.addGroup();
  scene.upstream.answer(script);
  for (const stream of [false, true]) {
    const response = await scene.post(key, { model: sceneSlug, messages, stream });
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ error: { code: "upstream_timeout" } });
  }
  await expect.poll(() => scene.upstream.cancelled).toBe(2);
});

test("case 71: a caller hears that a silent stream is alive, before its first event, in the middle, and while its end waits", async () => {
  const scene = await setScene({ keepAliveMs: 20 });
  const { client, key } = await scene.addGroup();
  const steps = [gate(), gate(), gate()];
  scene.upstream.answer(async (response) => {
    head(response).flushHeaders();
    await steps[0]?.opened;
    response.write(word("one "));
    await steps[1]?.opened;
    response.write(word("two", "stop"));
    await steps[2]?.opened;
    response.end("data: [DONE]\n\n");
  });
  const stream = await scene.post(key, { model: sceneSlug, messages, stream: true });
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
  const body = { model: sceneSlug, messages, stream: true as const };
  for await (const { choices } of await client.chat.completions.create(body)) {
    said.push(choices[0]?.delta.content ?? "");
  }
  expect(said.join("")).toBe("one two");
});

test("case 71: an upstream's error status is the caller's, however long it took: nothing is sent before its 200", async () => {
  const scene = await setScene({ keepAliveMs: 10 });
  const { key } = await scene.addGroup();
  const { opened, open } = gate();
  scene.upstream.answer(async (response, { body }) => {
    if (body.includes("refused")) {
      await opened;
      response.writeHead(400, { "content-type": "application/json" });
      response.end('{"error":{"message":"no"}}');
    } else head(response).flushHeaders();
  });
  const refused = scene.post(key, {
    model: sceneSlug,
    stream: true,
    messages: [{ role: "user", content: "refused" }],
  });
  await expect.poll(() => scene.upstream.calls.length).toBe(1);
  // Another one, asked later, has been silent long enough.
  const silent = await scene.post(key, { model: sceneSlug, messages, stream: true });
  const reader = silent.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(": keep-alive\n\n");
  open();
  expect((await refused).status).toBe(400);
  await reader?.cancel();
});

const dropped: UpstreamScript = (_response, _call, request) => {
  request.socket.destroy();
};
const ask = (scene: InferenceScene, key: string) =>
  scene.post(key, { model: sceneSlug, messages }).then((response) => response.status);

test("case 39: a call on an older connection that was closed at once is sent again, once, and counted once", async () => {
  const scene = await setScene({});
  const { key } = await scene.addGroup();
  expect(await ask(scene, key)).toBe(200);
  let calls = 0;
  scene.upstream.answer((response, call, request) => {
    calls++;
    (calls === 1 ? dropped : answerJson())(response, call, request);
  });
  expect(await ask(scene, key)).toBe(200);
  expect(calls).toBe(2);
  expect(scene.gateway.ledger.rows).toHaveLength(2);
  expect(new Set(scene.upstream.calls.map(({ connection }) => connection)).size).toBe(2);
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
  const scene = await setScene(change);
  const { key } = await scene.addGroup();
  if (isWarm) expect(await ask(scene, key)).toBe(200);
  scene.upstream.calls.length = 0;
  scene.upstream.answer(script);
  expect(await ask(scene, key)).toBe(502);
  expect(scene.upstream.calls).toHaveLength(1);
  expect(scene.gateway.ledger.rows.at(-1)).toMatchObject({ outcome: "upstream_error" });
});

test("case 39: a connection that is new to the gateway is called once", async () => {
  const scene = await setScene({});
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
  const secret = await scene.manage("POST", "/v1/secrets", { name: "raw", value: "sk-raw-secret" });
  const slug = "acme/raw";
  await scene.manage("POST", "/v1/gateway/endpoints", {
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
  const { key } = await scene.addGroup({ models: [{ slug }] });
  expect((await scene.post(key, { model: slug, messages })).status).toBe(502);
  expect(sockets).toHaveLength(1);
});
