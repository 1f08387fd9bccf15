import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { managementRows } from "../../testing/management-rows";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { originsAt } from "../../testing/upstream-origins";

const path = "/v1/gateway/endpoints/test";
const canary = "sk-canary-77aa31";
let gateway: TestGateway;
let key: string;
let secretId: string;
let upstream: Server;
let origin: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let received: { url?: string | undefined; authorization?: string | undefined; body?: unknown };

beforeAll(async () => {
  upstream = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    received = { url: request.url, authorization: request.headers.authorization, body };
    answer(request, response);
  });
  await new Promise<void>((listening) => upstream.listen(0, "127.0.0.1", listening));
  origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  gateway = await createTestGateway({
    config: {
      upstreamOrigins: originsAt(origin, { BASETEN: `${origin}/{model_id}` }),
    },
  });
  key = gateway.managementKey;
  const body = { name: "baseten_api_key", value: canary };
  secretId = (await gateway.inject("POST", "/v1/secrets", { key, body })).json.id;
});
afterAll(async () => {
  await gateway.close();
  upstream.closeAllConnections();
  await new Promise((closed) => upstream.close(closed));
});

const replyWith = (status: number, body: unknown) => {
  answer = (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
};
const completion = { choices: [{ message: { role: "assistant", content: "H" } }] };

const compatible = (more: object = {}) => ({
  provider: "OPENAI_COMPATIBLE",
  target_model: "llama",
  secret_id: secretId,
  base_url: origin,
  ...more,
});
const tryTarget = (target: object, by: string | undefined = key) =>
  gateway.inject("POST", path, { key: by, body: { slug: "acme/new", targets: [target] } });

describe("testing a target", () => {
  it("sends one token's worth as the target would be called, and saves nothing", async () => {
    replyWith(200, completion);
    const before = await managementRows(gateway.db);
    const openai = { provider: "OPENAI", target_model: "gpt", secret_id: secretId };
    const cases = [
      [compatible(), "/v1/chat/completions", `Bearer ${canary}`, { model: "llama", max_tokens: 1 }],
      [
        openai,
        "/v1/chat/completions",
        `Bearer ${canary}`,
        { model: "gpt", max_completion_tokens: 1 },
      ],
      [
        { provider: "BASETEN", model_id: "abc" },
        "/abc/environments/production/sync/v1/chat/completions",
        `Api-Key ${canary}`,
        { model: "acme/new", max_tokens: 1 },
      ],
    ] as const;
    for (const [target, url, authorization, body] of cases) {
      const tried = await tryTarget(target);
      expect(tried).toMatchObject({ status: 200, json: { ok: true, status: 200 } });
      expect(Number.isInteger(tried.json.latency_ms)).toBe(true);
      expect(received).toEqual({
        url,
        authorization,
        body: { messages: [{ role: "user", content: "Hi" }], ...body },
      });
    }
    expect(await managementRows(gateway.db)).toEqual(before);
  });

  it("tells an upstream's failure without ever quoting the secret", async () => {
    const error = (message: string) => ({ error: { message } });
    const cases: [number, unknown, RegExp][] = [
      [401, error(`Incorrect API key: ${canary}`), /refused the secret/],
      [
        404,
        error("no model llama"),
        /answered 404: check Base URL and Target model\. It said: no model llama/,
      ],
      [404, "<html>", /answered 404: check Base URL and Target model\.$/],
      [400, error(`bad ${canary} here`), /400: bad ••• here/],
      [429, "slow down", /capacity or quota/],
      [500, `<html>${canary}</html>`, /answered 500\.$/],
      [302, "", /redirect/],
      [200, { hello: canary }, /not with a chat completion/],
      [200, "not json", /not with a chat completion/],
    ];
    for (const [status, body, message] of cases) {
      replyWith(status, body);
      const tried = await tryTarget(compatible());
      expect(tried.status).toBe(200);
      expect(tried.json).toMatchObject({ ok: false, status });
      expect(tried.json.message).toMatch(message);
      expect(tried.text).not.toContain(canary);
    }
    expect(gateway.logLines.join("")).not.toContain(canary);
  });

  it.each<[string, number, unknown, RegExp]>([
    ["FastAPI's issues", 422, { detail: [{ loc: ["body", "n"], msg: "bad" }] }, /422: n: bad$/],
    ["vLLM's error", 400, { object: "error", message: "no tools", code: 400 }, /400: no tools$/],
    ["a text", 503, `starting ${canary}`, /503: starting •••$/],
    ["an error in a 200", 200, { error: { message: `busy ${canary}` } }, /an error: busy •••$/],
    ["an error as a text in a 200", 200, { error: "busy" }, /an error: busy$/],
    ["a finish by error", 200, { choices: [{ finish_reason: "error" }] }, /not with a chat/],
    ["an empty choice", 200, { choices: [{}] }, /not with a chat completion/],
  ])("case 37: tells %s as calls do", async (_name, status, body, message) => {
    replyWith(status, body);
    const tried = await tryTarget(compatible());
    expect(tried.json).toMatchObject({ ok: false, status });
    expect(tried.json.message).toMatch(message);
    expect(tried.text).not.toContain(canary);
  });

  it.each<[number, unknown]>([
    [400, { object: "error", message: "The model does not support Chat Completions API" }],
    [404, "Not Found"],
    [405, {}],
  ])(
    "case 37: takes a model that refuses chat with %i for one of embeddings where it is",
    async (status, body) => {
      let isEmbedder = true;
      answer = (request, response) => {
        const isChat = request.url?.endsWith("/chat/completions");
        response.writeHead(isChat || !isEmbedder ? status : 200);
        response.end(
          JSON.stringify(isChat || !isEmbedder ? body : { data: [{ index: 0, embedding: [0.1] }] }),
        );
      };
      const tried = await tryTarget(compatible());
      expect(tried.json).toMatchObject({ ok: true, status: 200 });
      expect(tried.json.message).toContain("embedding");
      expect(received).toMatchObject({
        url: "/v1/embeddings",
        body: { model: "llama", input: "Hi" },
      });
      isEmbedder = false;
      expect((await tryTarget(compatible())).json).toMatchObject({ ok: false, status });
    },
  );

  it("speaks the Messages API to an Anthropic target", async () => {
    replyWith(200, { type: "message", id: "msg_1", content: [{ type: "text", text: "H" }] });
    const target = { provider: "ANTHROPIC", target_model: "claude", secret_id: secretId };
    expect((await tryTarget(target)).json).toMatchObject({ ok: true, status: 200 });
    expect(received).toMatchObject({
      url: "/v1/messages",
      body: { model: "claude", max_tokens: 1 },
    });
  });

  it("tells when nobody answers, and which secret is missing", async () => {
    answer = (_request, response) => response.destroy();
    const broken = await tryTarget(compatible());
    expect(broken).toMatchObject({ status: 200, json: { ok: false, status: null } });
    const theirs = gateway.otherWorkspace.managementKey;
    const noSecret = await tryTarget({ provider: "BASETEN", model_id: "abc" }, theirs);
    expect(noSecret.json).toMatchObject({ ok: false, status: null });
    expect(noSecret.json.message).toContain("baseten_api_key");
  });

  it("refuses what a create would refuse, and calls nobody", async () => {
    replyWith(200, completion);
    received = {};
    const refusals: [object, string][] = [
      [compatible({ base_url: "http://169.254.169.254/latest" }), "targets.0.base_url"],
      [compatible({ secret_id: "sec_unknown" }), "targets.0.secret_id"],
      [compatible({ model_id: "x" }), "targets.0.model_id"],
      [{ provider: "NOPE" }, "targets.0.provider"],
    ];
    for (const [target, field] of refusals) {
      const { status, json } = await tryTarget(target);
      expect({ status, path: json.details[0].path }).toEqual({ status: 400, path: field });
    }
    const theirs = await tryTarget(compatible(), gateway.otherWorkspace.managementKey);
    expect(theirs.status).toBe(400);
    expect((await gateway.inject("POST", path, { body: {} })).status).toBe(401);
    expect((await tryTarget(compatible(), gateway.viewKey)).status).toBe(403);
    expect(received).toEqual({});
  });

  it("does not reach a refused address through a name that resolves to it", async () => {
    const guarded = await createTestGateway({ config: { allowInsecureUpstreams: false } });
    const by = guarded.managementKey;
    const saved = await guarded.inject("POST", "/v1/secrets", {
      key: by,
      body: { name: "s", value: canary },
    });
    const target = compatible({ base_url: "https://localhost", secret_id: saved.json.id });
    const tried = await guarded.inject("POST", path, { key: by, body: { targets: [target] } });
    await guarded.close();
    expect(tried.json).toMatchObject({ ok: false, status: null });
    expect(tried.json.message).toContain("range that this gateway may not call");
  });
});
