// What comes before every route: addresses, methods and headers as clients and networks send them.
import OpenAI from "openai";
import { afterAll, describe, expect, test } from "vitest";
import { body, chat, groups, openEdgeFixture } from "../../testing/edge-fixture";
import { fixtureSlug } from "../../testing/inference-fixture";
import { type RawAnswer, sendRaw } from "../../testing/raw-http";

const { fixture, group, send, get, bearer, manager } = await openEdgeFixture();
afterAll(() => fixture.close());

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
    `/v1/models/${fixtureSlug}`,
    `/v1/models/${encodeURIComponent(fixtureSlug)}`,
    `/v1//models/${fixtureSlug}/`,
  ])("case 67: %s is that model", async (path) => {
    const answer = await get(path, bearer());
    expect(answer).toMatchObject({
      status: 200,
      json: { id: fixtureSlug, object: "model", owned_by: "acme" },
    });
  });

  test("case 67: the stock SDK retrieves a model, and hears of one that it may not call", async () => {
    expect((await group.client.models.retrieve(fixtureSlug)).id).toBe(fixtureSlug);
    await expect(group.client.models.retrieve("acme/other")).rejects.toMatchObject({
      status: 404,
      code: "model_not_found",
    });
    await expect(
      fixture.createClient("unknown-key-of-somebody").models.retrieve(fixtureSlug),
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
        baseURL: fixture.gateway.url + end,
        maxRetries: 0,
      });
      const calls = [
        () =>
          client.chat.completions.create({
            model: fixtureSlug,
            messages: [{ role: "user", content: "Hi" }],
          }),
        () => client.embeddings.create({ model: fixtureSlug, input: "Hi" }),
        () => client.models.retrieve(fixtureSlug),
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
    const answer = await send(`DELETE /v1/models/${fixtureSlug}`, bearer());
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
    ["no host", 400, (path) => sendRaw(fixture.gateway.url, `GET ${path} HTTP/1.1\r\n\r\n`)],
    [
      "a header without a name",
      400,
      (path) => sendRaw(fixture.gateway.url, `GET ${path} HTTP/1.1\r\nhost: x\r\n: y\r\n\r\n`),
    ],
    [
      "two lengths",
      400,
      (path) =>
        sendRaw(
          fixture.gateway.url,
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
      const answer = await sendRaw(fixture.gateway.url, bytes);
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
