import { createVerify, generateKeyPairSync } from "node:crypto";
import type OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { endpointPage } from "../../contracts/endpoint";
import type { InferenceFixture } from "../../testing/inference-fixture";
import { openProviderFixture } from "../../testing/provider-fixture";
import { answerJson, type UpstreamDouble } from "../../testing/upstream-double";

const gemini = "acme/gemini";
const messages = [{ role: "user" as const, content: "Hello there" }];
const account = generateKeyPairSync("rsa", { modulusLength: 2048 });
let fixture: InferenceFixture;
let provider: UpstreamDouble;
let client: OpenAI;
let close: () => Promise<void>;
let tokens = 0;

beforeAll(async () => {
  const target = {
    provider: "VERTEX" as const,
    target_model: "google/gemini-upstream",
    vertex_config: { project_id: "my-project", location: "europe-west4" },
  };
  const secret = JSON.stringify({
    type: "service_account",
    client_email: "robot@my-project.iam.gserviceaccount.com",
    private_key_id: "kid-1",
    private_key: account.privateKey.export({ type: "pkcs8", format: "pem" }),
    token_uri: "https://evil.example/token",
  });
  ({ fixture, provider, client, close } = await openProviderFixture(gemini, target, secret));
});
afterAll(() => close());
beforeEach(() => {
  provider.calls.length = 0;
});

const sent = () => JSON.parse(provider.calls.at(-1)?.body ?? "null");

describe("VERTEX", () => {
  const withToken = (seconds: number) =>
    provider.answer((response, call, request) => {
      if (!call.path.endsWith("/token")) return answerJson()(response, call, request);
      tokens++;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ access_token: `ya29.${tokens}`, expires_in: seconds }));
    });

  test("a service account's key becomes an access token, asked for once and renewed before its end", async () => {
    withToken(3_600);
    const ask = () => client.chat.completions.create({ model: gemini, messages });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers[0]?.model).toBe(gemini);
    expect(tokens).toBe(1);
    const [asked] = provider.calls;
    expect(asked?.path).toBe("/token/token");
    const assertion = new URLSearchParams(asked?.body).get("assertion") ?? "";
    const [header = "", claims = "", signature = ""] = assertion.split(".");
    const verify = createVerify("RSA-SHA256").update(`${header}.${claims}`);
    expect(verify.verify(account.publicKey, signature, "base64url")).toBe(true);
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      iss: "robot@my-project.iam.gserviceaccount.com",
      scope: "https://www.googleapis.com/auth/cloud-platform",
    });
    const call = provider.calls.at(-1);
    expect(call?.path).toBe(
      "/europe-west4/v1/projects/my-project/locations/europe-west4/endpoints/openapi/chat/completions",
    );
    expect(call?.headers.authorization).toBe("Bearer ya29.1");
    expect(sent().model).toBe("google/gemini-upstream");
    fixture.gateway.clock.advance(3_550_000);
    await ask();
    expect(tokens).toBe(2);
  });

  /** After its token, as Google's OpenAI-compatible endpoint answers. */
  const withAnswer = (status: number, type: string, body: string) =>
    provider.answer((response, call) => {
      const isToken = call.path.endsWith("/token");
      response.writeHead(isToken ? 200 : status, {
        "content-type": isToken ? "application/json" : type,
      });
      response.end(isToken ? JSON.stringify({ access_token: "ya29", expires_in: 3_600 }) : body);
    });
  const lastRow = () => fixture.gateway.ledger.rows.at(-1);

  test("a stream as Vertex sends it: its last chunk holds text, the finish reason and the usage", async () => {
    const chunk = (choice: object, rest: object = {}) =>
      JSON.stringify({
        choices: [{ index: 0, logprobs: null, ...choice }],
        created: 1_751_000_000,
        id: "2025-06-27|04:53:20.123456-07|10.20.30.40|-1234567",
        model: "google/gemini-upstream",
        object: "chat.completion.chunk",
        system_fingerprint: "",
        ...rest,
      });
    const usage = {
      completion_tokens: 9,
      completion_tokens_details: { reasoning_tokens: 4 },
      extra_properties: { google: { traffic_type: "ON_DEMAND" } },
      prompt_tokens: 7,
      total_tokens: 16,
    };
    const role = "assistant";
    const chunks = [
      chunk({ delta: { content: "Hello", role }, finish_reason: null }),
      chunk({ delta: { content: " there.", role }, finish_reason: "stop" }, { usage }),
    ];
    const text = [...chunks, "[DONE]"].map((data) => `data: ${data}\n\n`).join("");
    withAnswer(200, "text/event-stream", text);
    const texts: string[] = [];
    const models = new Set<string>();
    const stream = await client.chat.completions.create({ model: gemini, messages, stream: true });
    for await (const { choices, model } of stream) {
      models.add(model);
      texts.push(choices[0]?.delta.content ?? "");
    }
    expect(texts.join("")).toBe("Hello there.");
    expect([...models]).toEqual([gemini]);
    expect(lastRow()).toMatchObject({
      inputTokens: 7,
      outputTokens: 9,
      estimated: false,
      outcome: "completed",
    });
  });

  test("a refusal as Google sends it, a list of one, keeps what the caller can mend", async () => {
    const message = "google/gemini-upstream: temperature must be at most 2";
    const refusal = [{ error: { code: 400, message, status: "INVALID_ARGUMENT" } }];
    withAnswer(400, "application/json", JSON.stringify(refusal));
    await expect(client.chat.completions.create({ model: gemini, messages })).rejects.toMatchObject(
      {
        status: 400,
        message: `400 ${gemini}: temperature must be at most 2`,
      },
    );
  });

  describe("case 51", () => {
    const isToken = (path: string) => path.endsWith("/token");
    const asked = () => provider.calls.filter(({ path }) => isToken(path)).length;
    const ask = () => client.chat.completions.create({ model: gemini, messages });
    let issued = 0;
    /** Gives tokens out and takes those that `takes` says. */
    const taking = (takes: (token: number) => boolean, status = 200) =>
      provider.answer((response, call, request) => {
        const isGood = takes(Number(call.headers.authorization?.split(".").at(-1)));
        if (!isToken(call.path) && isGood) return answerJson()(response, call, request);
        const body = { access_token: `ya29.${++issued}`, expires_in: 3_600 };
        response.writeHead(isToken(call.path) ? status : 401);
        response.end(isToken(call.path) ? JSON.stringify(body) : "{}");
      });
    beforeEach(() => fixture.gateway.clock.advance(4_000_000));

    test("case 51: a token that the provider refuses is asked for once more, and so is the call", async () => {
      taking(() => true);
      await ask();
      expect(asked()).toBe(1);
      const least = issued + 1;
      taking((token) => token >= least);
      await Promise.all([ask(), ask(), ask()]);
      expect(asked()).toBe(2);
      await ask();
      expect(asked()).toBe(2);
    });

    const testConnection = async () => {
      const { items } = endpointPage.parse(await fixture.manage("GET", "/v1/gateway/endpoints"));
      const targets = items.find(({ slug }) => slug === gemini)?.targets;
      return fixture.manage("POST", "/v1/gateway/endpoints/test", { slug: gemini, targets });
    };

    test("case 51: Test connection renews a token that is refused, as a call does", async () => {
      taking(() => true);
      expect(await testConnection()).toMatchObject({ ok: true });
      expect(asked()).toBe(1);
      const least = issued + 1;
      taking((token) => token >= least);
      expect(await testConnection()).toMatchObject({ ok: true, status: 200 });
      expect(await testConnection()).toMatchObject({ ok: true, status: 200 });
      expect(asked()).toBe(2);
    });

    test("case 51: Test connection tells of a token whose successor is refused too, and does not ask on and on", async () => {
      taking(() => false);
      for (let tries = 0; tries < 4; tries++) {
        const verdict = await testConnection();
        expect(verdict).toMatchObject({ ok: false, status: 401 });
        expect(JSON.stringify(verdict)).not.toContain("ya29");
      }
      expect(asked()).toBe(2);
      fixture.gateway.clock.advance(4_000_000);
      taking(() => true, 500);
      expect(await testConnection()).toMatchObject({ ok: false, status: null });
      fixture.gateway.clock.advance(6_000);
      taking(() => true);
      expect(await testConnection()).toMatchObject({ ok: true });
    });

    test("case 51: where its successor is refused too, neither is asked for by every call", async () => {
      taking(() => false);
      for (let calls = 0; calls < 4; calls++) {
        await expect(ask()).rejects.toMatchObject({ status: 502 });
      }
      expect(asked()).toBe(2);
      fixture.gateway.clock.advance(6_000);
      taking(() => true);
      await ask();
      const rest = asked();
      await ask();
      expect(asked()).toBe(rest);
    });

    test("case 51: a token endpoint that fails is not asked by every call, and not for long", async () => {
      taking(() => true, 500);
      for (let calls = 0; calls < 4; calls++) {
        await expect(ask()).rejects.toMatchObject({ status: 502, code: "upstream_unauthorized" });
      }
      await Promise.allSettled([ask(), ask(), ask()]);
      expect(asked()).toBe(1);
      fixture.gateway.clock.advance(6_000);
      taking(() => true);
      await ask();
      expect(asked()).toBe(2);
    });

    test("case 51: while a token is still good, one that can't be renewed does for its last minutes", async () => {
      taking(() => true);
      await ask();
      fixture.gateway.clock.advance(3_550_000);
      taking(() => true, 500);
      await ask();
      await ask();
      expect(asked()).toBe(2);
      fixture.gateway.clock.advance(60_000);
      await expect(ask()).rejects.toMatchObject({ status: 502 });
    });
  });

  test("a token that is refused is an error of the upstream, and no secret is logged", async () => {
    fixture.gateway.clock.advance(4_000_000);
    provider.answer((response) => {
      response.writeHead(401);
      response.end("{}");
    });
    await expect(client.chat.completions.create({ model: gemini, messages })).rejects.toMatchObject(
      {
        status: 502,
      },
    );
    expect(fixture.gateway.logLines.join("")).not.toMatch(/PRIVATE KEY|assertion=/);
  });
});
