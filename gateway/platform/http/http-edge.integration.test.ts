// What comes before every route: addresses, headers, bodies and methods as clients and networks send them.
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type InferenceScene,
  type SceneGroup,
  sceneSlug,
  setInferenceScene,
} from "../../testing/inference-scene";
import { type RawAnswer, sendRaw } from "../../testing/raw-http";

let scene: InferenceScene;
let group: SceneGroup;
const browser = "https://app.example.com";

beforeAll(async () => {
  scene = await setInferenceScene({
    config: { corsOrigins: [browser] },
    listen: true,
  });
  group = await scene.addGroup();
});
afterAll(() => scene.close());

const chat = "/v1/chat/completions";
const groups = "/v1/gateway/groups";
const body = (model = sceneSlug) =>
  JSON.stringify({ model, messages: [{ role: "user", content: "Hi" }] });

function send(
  line: string,
  headers: Record<string, string> = {},
  sent: string | Buffer = "",
): Promise<RawAnswer> {
  const bytes = Buffer.from(sent);
  const all = {
    host: "gateway",
    ...(bytes.length > 0 && {
      "content-length": String(bytes.length),
      "content-type": "application/json",
    }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${line} HTTP/1.1\r\n${lines.join("")}\r\n`);
  return sendRaw(scene.gateway.url, Buffer.concat([head, bytes]));
}
const get = (path: string, headers: Record<string, string> = {}) => send(`GET ${path}`, headers);
const bearer = () => ({ authorization: `Bearer ${group.key}` });
const manager = () => ({ authorization: `Api-Key ${scene.gateway.managementKey}` });

const inferenceShape = {
  error: {
    message: expect.any(String),
    type: expect.any(String),
    code: expect.any(String),
    param: null,
  },
};
const managementShape = { code: expect.stringMatching(/^[A-Z_]+$/), message: expect.any(String) };

describe("case 67: addresses as clients write them", () => {
  test.each([
    `/v1/models/${sceneSlug}`,
    `/v1/models/${encodeURIComponent(sceneSlug)}`,
    `/v1//models/${sceneSlug}/`,
  ])("case 67: %s is that model", async (path) => {
    const answer = await get(path, bearer());
    expect(answer).toMatchObject({
      status: 200,
      json: { id: sceneSlug, object: "model", owned_by: "acme" },
    });
  });

  test("case 67: the stock SDK retrieves a model, and hears of one that it may not call", async () => {
    expect((await group.client.models.retrieve(sceneSlug)).id).toBe(sceneSlug);
    await expect(group.client.models.retrieve("acme/other")).rejects.toMatchObject({
      status: 404,
      code: "model_not_found",
    });
    await expect(
      scene.clientOf("unknown-key-of-somebody").models.retrieve(sceneSlug),
    ).rejects.toMatchObject({ status: 401 });
  });

  test.each([
    `/${chat}`,
    `${chat}/`,
    "/v1//chat//completions",
    `${chat}?api-version=1`,
    `${chat}/?x`,
    `http://gateway${chat}`,
  ])("case 67: %s is the chat", async (path) => {
    expect((await send(`POST ${path}`, bearer(), body())).status).toBe(200);
  });

  test.each([`${groups}/`, "/v1//gateway/groups", `${groups}/?limit=1`])(
    "case 67: %s lists groups",
    async (path) => {
      expect((await get(path, manager())).status).toBe(200);
    },
  );

  test.each(["", "/", "/openai", "/api"])(
    "case 67: the SDK with a base URL that ends in %j is told the right one",
    async (end) => {
      const client = new OpenAI({
        apiKey: group.key,
        baseURL: scene.gateway.url + end,
        maxRetries: 0,
      });
      const calls = [
        () =>
          client.chat.completions.create({
            model: sceneSlug,
            messages: [{ role: "user", content: "Hi" }],
          }),
        () => client.embeddings.create({ model: sceneSlug, input: "Hi" }),
        () => client.models.retrieve(sceneSlug),
        async () => {
          for await (const _ of client.models.list());
        },
      ];
      for (const call of calls) {
        await expect(call()).rejects.toMatchObject({
          status: 404,
          code: "unknown_url",
          message: expect.stringContaining("The base URL must end in /v1"),
        });
      }
    },
  );

  test("case 67: a method that the address has not is told so", async () => {
    const answer = await send(`DELETE /v1/models/${sceneSlug}`, bearer());
    expect(answer).toMatchObject({
      status: 405,
      json: inferenceShape,
      headers: { allow: expect.stringContaining("GET") },
    });
  });
});

test.each<[string, string]>([
  ["cursor=", "/v1/gateway/groups?cursor="],
  ["every parameter", "/v1/gateway/groups?limit=&cursor=&q=&external_entity_id="],
  ["a repeated one", "/v1/audit_logs?user_ids=&user_ids=&limit="],
  ["of secrets' neighbours", "/v1/gateway/endpoints?slug=&limit=&cursor="],
])("case 68: an empty parameter is an absent one: %s", async (_name, path) => {
  expect(await get(path, manager())).toMatchObject({ status: 200 });
});
test("case 68: where one is needed, an empty one is missing", async () => {
  const answer = await get("/v1/gateway/events?cursor=&start_time=", manager());
  expect(answer).toMatchObject({
    status: 400,
    json: { message: expect.stringContaining("start_time") },
  });
});

describe("case 70: what cannot be read is answered in the shape of its plane, with an id", () => {
  const planes = [
    [chat, inferenceShape],
    [groups, managementShape],
  ] as const;
  const gzip = Buffer.from([0x1f, 0x8b, 0x08, 0x00]);
  const refusals: [string, number, (path: string) => Promise<RawAnswer>][] = [
    [
      "headers of 20 KB",
      431,
      (path) => send(`POST ${path}`, { "x-long": "x".repeat(20_000) }, "{}"),
    ],
    ["an address of 20 KB", 431, (path) => get(`${path}?q=${"x".repeat(20_000)}`)],
    ["an expectation", 417, (path) => send(`POST ${path}`, { expect: "a-miracle" }, "{}")],
    ["no host", 400, (path) => sendRaw(scene.gateway.url, `GET ${path} HTTP/1.1\r\n\r\n`)],
    [
      "a header without a name",
      400,
      (path) => sendRaw(scene.gateway.url, `GET ${path} HTTP/1.1\r\nhost: x\r\n: y\r\n\r\n`),
    ],
    [
      "two lengths",
      400,
      (path) =>
        sendRaw(
          scene.gateway.url,
          `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}`,
        ),
    ],
    [
      "a length that is none",
      400,
      (path) => send(`POST ${path}`, { "content-length": "-1" }, "{}"),
    ],
    [
      "compressed",
      415,
      (path) =>
        send(
          `POST ${path}`,
          { ...(path === chat ? bearer() : manager()), "content-encoding": "gzip" },
          gzip,
        ),
    ],
    [
      "compressed otherwise",
      415,
      (path) =>
        send(
          `POST ${path}`,
          { ...(path === chat ? bearer() : manager()), "content-encoding": "br" },
          "{}",
        ),
    ],
    [
      "UTF-16",
      400,
      (path) =>
        send(
          `POST ${path}`,
          path === chat ? bearer() : manager(),
          Buffer.from("\ufeff{}", "utf16le"),
        ),
    ],
    [
      "a bad escape in the address",
      400,
      (path) =>
        get(`${path === chat ? "/v1/models" : path}/%ff%`, path === chat ? bearer() : manager()),
    ],
    ["TRACE", 405, (path) => send(`TRACE ${path}`)],
    ["a method of WebDAV", 405, (path) => send(`PROPFIND ${path}`)],
  ];
  test.each(
    refusals.flatMap(([name, status, ask]) =>
      planes.map(([path, shape]) => ({ name, status, path, shape, ask })),
    ),
  )("case 70: $name at $path is $status", async ({ status, path, shape, ask }) => {
    const answer = await ask(path);
    expect(answer).toMatchObject({
      status,
      headers: { "x-request-id": expect.stringMatching(/^req_/) },
    });
    expect(answer.headers["content-type"]).toContain("application/json");
    expect(answer.json).toEqual(shape);
  });

  test.each(["nonsense\r\n\r\n", "CONNECT example.com:443 HTTP/1.1\r\nhost: example.com\r\n\r\n"])(
    "case 70: %j, of no plane, is answered so that both can read it",
    async (bytes) => {
      const answer = await sendRaw(scene.gateway.url, bytes);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.json).toEqual({ ...inferenceShape, ...managementShape });
    },
  );

  test("case 70: a byte order mark before the JSON is passed over", async () => {
    expect((await send(`POST ${chat}`, bearer(), `\ufeff${body()}`)).status).toBe(200);
    const answer = await send(`POST ${groups}`, manager(), "\ufeff{}");
    expect(answer.json.message).toMatch(/metadata/);
  });
});

describe("case 71: browsers and clients of other families", () => {
  const ask = (origin: string, path: string, headers = {}) =>
    send(`OPTIONS ${path}`, { origin, "access-control-request-method": "POST", ...headers });

  test("case 71: a browser of an allowed origin may call, and read what it waits by", async () => {
    const asked = "authorization,content-type,x-stainless-lang";
    const question = await ask(browser, chat, { "access-control-request-headers": asked });
    expect(question).toMatchObject({
      status: 204,
      headers: {
        "access-control-allow-origin": browser,
        "access-control-allow-headers": asked,
        "access-control-allow-methods": expect.stringContaining("POST"),
        vary: "Origin",
      },
    });
    for (const [headers, status] of [
      [bearer(), 200],
      [{}, 401],
    ] as const) {
      const answer = await send(`POST ${chat}`, { origin: browser, ...headers }, body());
      expect(answer).toMatchObject({ status, headers: { "access-control-allow-origin": browser } });
      expect(answer.headers["access-control-expose-headers"]).toMatch(
        /x-request-id.*x-client-request-id.*retry-after.*x-should-retry.*x-ratelimit-remaining-tokens/,
      );
    }
    const models = await get("/v1/models", { origin: browser, ...bearer() });
    expect(models).toMatchObject({
      status: 200,
      headers: { "access-control-allow-origin": browser },
    });
  });

  test("case 71: others may not, and nobody calls the management plane from a browser", async () => {
    for (const [origin, path] of [
      ["https://evil.example", chat],
      [`${browser}.evil.example`, chat],
      ["null", chat],
      [browser, groups],
    ] as const) {
      const question = await ask(origin, path);
      expect(question.headers["access-control-allow-origin"]).toBeUndefined();
      expect(question.status).toBeGreaterThanOrEqual(400);
    }
  });

  test("case 71: a key may come as x-api-key, on inference only", async () => {
    const key = { "x-api-key": group.key };
    expect((await send(`POST ${chat}`, key, body())).status).toBe(200);
    expect((await get("/v1/models", key)).status).toBe(200);
    expect((await get("/v1/models", { "x-api-key": `${group.key}x` })).status).toBe(401);
    expect((await get("/v1/models", { "x-api-key": "" })).status).toBe(401);
    expect((await get(groups, { "x-api-key": scene.gateway.managementKey })).status).toBe(401);
  });
});

describe("case 90: a body that is too large is refused when it has been sent", () => {
  const large = "x".repeat(21 * 1024 ** 2);
  test("case 90: the stock SDK reads the 413, again and again", async () => {
    const ask = () =>
      group.client.chat.completions.create({
        model: sceneSlug,
        messages: [{ role: "user", content: large }],
      });
    for (let calls = 0; calls < 5; calls++) {
      await expect(ask()).rejects.toMatchObject({ status: 413, code: "request_too_large" });
    }
  });

  test.each([
    ["with its length", () => large],
    [
      "in chunks",
      () =>
        new ReadableStream({
          start: (controller) => {
            controller.enqueue(Buffer.from(large));
            controller.close();
          },
        }),
    ],
  ])("case 90: on both planes, %s", async (_name, bodyOf) => {
    for (const [path, headers, code] of [
      [chat, bearer(), "request_too_large"],
      [groups, manager(), "PAYLOAD_TOO_LARGE"],
    ] as const) {
      const response = await fetch(scene.gateway.url + path, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: bodyOf(),
        duplex: "half",
      } as RequestInit);
      const answer = await response.json();
      expect([response.status, answer.code ?? answer.error.code]).toEqual([413, code]);
      expect(response.headers.get("connection")).not.toBe("close");
    }
  });
});

describe("case 93: any text in any place is answered with a 4xx", () => {
  const texts = [
    "\ud800",
    "a\udc00b",
    "\u0000",
    "a\u0000b",
    "..",
    ".",
    "%",
    "%00",
    "\ufeff",
    "💩",
    "' OR 1=1",
    "x".repeat(3_000),
    "\u202e",
    "\r\n",
  ];

  test.each(texts.map((text) => [text]))(
    "case 93: %j as a model, in the body and in the address",
    async (text) => {
      const answer = await send(`POST ${chat}`, bearer(), body(text));
      expect(answer).toMatchObject({ status: expect.any(Number), json: inferenceShapeOfAny });
      expect([400, 404]).toContain(answer.status);
      const path = encodeURIComponent(text.toWellFormed());
      const read = await get(`/v1/models/${path}`, bearer());
      // A path of dots is left as it is here: a client that resolves it asks for another.
      expect([400, 404]).toContain(read.status);
      expect(read.json).toMatchObject({ error: { message: expect.any(String) } });
    },
  );

  test.each(texts.map((text) => [text]))("case 93: %j as an id and in a query", async (text) => {
    const value = encodeURIComponent(text.toWellFormed());
    for (const path of [
      `${groups}/${value}`,
      `${groups}/${value}/usage`,
      `/v1/gateway/endpoints/${value}`,
      `/v1/secrets/${value}`,
      `/v1/gateway/requests/${value}`,
    ]) {
      const answer = await get(path, manager());
      expect([400, 404, 405], `${path} ${answer.text}`).toContain(answer.status);
    }
    for (const path of [
      `${groups}?q=${value}`,
      `${groups}?cursor=${value}`,
      `/v1/audit_logs?search=${value}`,
    ]) {
      expect((await get(path, manager())).status, path).toBeLessThan(500);
    }
  });

  test.each([
    "%",
    "%ff",
    "%c0%80",
    "%ud800",
    "a=%zz&%",
    "=&&==&",
    "__proto__=1&constructor=2",
    "limit[]=1&limit[a]=2",
  ])("case 93: a query of %j", async (query) => {
    expect((await get(`${groups}?${query}`, manager())).status).toBeLessThan(500);
    expect((await get(`/v1/models?${query}`, bearer())).status).toBe(200);
  });

  test.each(['{"a":"\\ud800"}', '{"a":"\\u0000"}', '{"\\u0000":1}', '{"__proto__":{}}'])(
    "case 93: metadata of %s is billed or refused, never a failure",
    async (metadata) => {
      const sent = `{"model":"${sceneSlug}","messages":[{"role":"user","content":"Hi"}],"metadata":${metadata}}`;
      expect((await send(`POST ${chat}`, bearer(), sent)).status).toBeLessThan(500);
    },
  );
  const inferenceShapeOfAny = { error: { message: expect.any(String), code: expect.any(String) } };
});
