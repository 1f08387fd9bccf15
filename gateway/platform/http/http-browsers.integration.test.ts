// What comes before every route: browsers, other families of clients, and bodies and texts of all kinds.
import { afterAll, describe, expect, test } from "vitest";
import { body, browser, chat, groups, openEdgeFixture } from "../../testing/edge-fixture";
import { fixtureSlug } from "../../testing/inference-fixture";

const { fixture, group, send, get, bearer, manager } = await openEdgeFixture();
afterAll(() => fixture.close());

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
    expect((await get(groups, { "x-api-key": fixture.gateway.managementKey })).status).toBe(401);
  });
});

describe("case 90: a body that is too large is refused when it has been sent", () => {
  const large = "x".repeat(21 * 1024 ** 2);
  test("case 90: the stock SDK reads the 413, again and again", async () => {
    const ask = () =>
      group.client.chat.completions.create({
        model: fixtureSlug,
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
      const response = await fetch(fixture.gateway.url + path, {
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
      const sent = `{"model":"${fixtureSlug}","messages":[{"role":"user","content":"Hi"}],"metadata":${metadata}}`;
      expect((await send(`POST ${chat}`, bearer(), sent)).status).toBeLessThan(500);
    },
  );
  const inferenceShapeOfAny = { error: { message: expect.any(String), code: expect.any(String) } };
});
