// What an upstream refuses, told to the caller so that clients can decide by it.
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../testing/inference-fixture";

let fixture: InferenceFixture;
let key: string;
const messages = [{ role: "user" as const, content: "Hello" }];

beforeAll(async () => {
  fixture = await openInferenceFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  ({ key } = await fixture.addGroup());
  fixture.upstream.calls.length = 0;
});

function refuse(status: number, body: unknown, headers: Record<string, string> = {}): void {
  fixture.upstream.answer((response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
}

const tooLong = "context_length_exceeded";
test.each<[string, number, unknown, object]>([
  [
    "OpenAI's code",
    400,
    {
      error: {
        message: "too long",
        type: "invalid_request_error",
        param: "messages",
        code: tooLong,
      },
    },
    { status: 400, code: tooLong, message: "too long", param: "messages" },
  ],
  [
    "a string that is too long",
    400,
    {
      error: {
        message: "string too long. Expected a maximum length 10",
        code: "string_above_max_length",
      },
    },
    { status: 400, code: "string_above_max_length" },
  ],
  [
    "FastAPI's issues",
    422,
    { detail: [{ loc: ["body", "messages"], msg: "Field required" }] },
    {
      status: 400,
      code: "invalid_request_error",
      message: "messages: Field required",
      param: "messages",
    },
  ],
  ["FastAPI's text", 400, { detail: "no tools here" }, { status: 400, message: "no tools here" }],
  [
    "vLLM's context",
    400,
    { object: "error", message: "This model's maximum context length is 8 tokens.", code: 400 },
    { status: 400, code: tooLong },
  ],
  [
    "llama.cpp's context",
    400,
    { error: { code: 400, message: "too many tokens", type: "exceed_context_size_error" } },
    { status: 400, code: tooLong, message: "too many tokens" },
  ],
  [
    "xAI's context",
    400,
    {
      code: "Client specified an invalid argument",
      error: "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
    },
    { status: 400, code: tooLong },
  ],
  [
    "TGI's context",
    422,
    {
      error: "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096",
      error_type: "validation",
    },
    { status: 400, code: tooLong },
  ],
  [
    "Gemini's context",
    400,
    [
      {
        error: {
          code: 400,
          message: "The input token count (2000000) exceeds the maximum number of tokens allowed",
          status: "INVALID_ARGUMENT",
        },
      },
    ],
    { status: 400, code: tooLong },
  ],
  [
    "Azure's filter",
    400,
    {
      error: {
        message: "The response was filtered",
        code: "content_filter",
        innererror: { code: "ResponsibleAIPolicyViolation" },
      },
    },
    { status: 400, code: "content_filter", message: "The response was filtered" },
  ],
  [
    "a moderation with 403",
    403,
    { error: { code: 403, message: "flagged", metadata: { reasons: ["violence"] } } },
    { status: 400, code: "content_filter", message: "flagged" },
  ],
  [
    "a code of the model's own",
    400,
    { error: { message: "no images", code: "image_not_supported" } },
    { status: 400, code: "image_not_supported" },
  ],
  ["a number as code", 400, { object: "error", message: "odd", code: "3051" }, { code: "3051" }],
  [
    "a status as code",
    400,
    { error: { message: "odd", code: 400 } },
    { code: "invalid_request_error" },
  ],
  ["413", 413, { error: { message: "too large" } }, { status: 413, code: "request_too_large" }],
  [
    "a plain text",
    400,
    "no such parameter: foo",
    { status: 400, message: "no such parameter: foo" },
  ],
  ["a page", 400, "<html><title>400 Bad Request</title>", { message: "400 Bad Request" }],
  ["nothing", 422, "", { message: "The model refused the request with status 422." }],
  [
    "the target's name",
    400,
    { message: "target-model has no tools" },
    { message: `${fixtureSlug} has no tools` },
  ],
  [
    "the operator's quota",
    429,
    { error: { message: "You exceeded your current quota", code: "insufficient_quota" } },
    {
      status: 503,
      code: "insufficient_quota",
      message: expect.not.stringContaining("exceeded"),
    },
  ],
  [
    "the operator's balance",
    402,
    { error: { message: "Insufficient Balance" } },
    { status: 503, code: "insufficient_quota" },
  ],
  [
    "the operator's credit",
    400,
    {
      type: "error",
      error: { type: "invalid_request_error", message: "Your credit balance is too low" },
    },
    { status: 503, code: "insufficient_quota" },
  ],
  [
    "the operator's key",
    400,
    { error: { code: 400, message: "API key not valid.", status: "INVALID_ARGUMENT" } },
    { status: 502, code: "upstream_error" },
  ],
  ["no room", 429, { error: "slow down" }, { status: 503, code: "upstream_overloaded" }],
  ["Groq's no room", 498, {}, { status: 503, code: "upstream_overloaded" }],
  ["a time-out", 408, {}, { status: 504, code: "upstream_timeout" }],
])(
  "case 37: %s is told in OpenAI's shape, its code kept",
  async (_name, status, body, expected) => {
    refuse(status, body);
    const error: unknown = await fixture
      .createClient(key)
      .chat.completions.create({ model: fixtureSlug, messages })
      .catch((caught: unknown) => caught);
    if (!(error instanceof OpenAI.APIError)) throw new Error("an error was expected");
    expect({ status: error.status, ...(error.error as object) }).toMatchObject(expected);
  },
);

test.each([
  ["gzip", gzipSync, tooLong],
  ["deflate", deflateSync, tooLong],
  ["br", brotliCompressSync, tooLong],
  ["gzip", (text: string) => gzipSync(text).subarray(0, 12), "invalid_request_error"],
  ["zstd", gzipSync, "invalid_request_error"],
])(
  "case 37: a refusal that was compressed with %s is read, or says nothing",
  async (encoding, compress, code) => {
    const body = compress(JSON.stringify({ error: { message: "too long", code: tooLong } }));
    fixture.upstream.answer((response) => {
      response.writeHead(400, { "content-encoding": encoding });
      response.end(body);
    });
    const { error } = await (await fixture.post(key, { model: fixtureSlug, messages })).json();
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[\x20-\x7e]+$/);
  },
);

test("case 37: the same codes are kept where they come inside of a 200", async () => {
  for (const [error, code] of [
    [{ message: "too long", code: tooLong }, tooLong],
    [{ message: "This model's maximum context length is 8 tokens.", code: 400 }, tooLong],
    [{ message: "x", type: "overloaded_error" }, "upstream_overloaded"],
    [{ message: "x", code: 429 }, "upstream_overloaded"],
    [{ message: "x", code: "insufficient_quota" }, "insufficient_quota"],
  ]) {
    refuse(200, { error });
    const response = await fixture.post(key, { model: fixtureSlug, messages });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: { code } });
  }
});

test.each([
  ["7", "7"],
  ["1.5", "2"],
  ["Wed, 01 Jan 2020 00:00:00 GMT", "1"],
  ["nonsense", null],
])("case 41: Retry-After %j of an upstream becomes %s", async (value, expected) => {
  for (const status of [429, 500, 503, 529]) {
    refuse(status, {}, { "retry-after": value });
    const response = await fixture.post(key, { model: fixtureSlug, messages });
    expect(response.headers.get("retry-after")).toBe(expected);
    expect(response.headers.get("x-should-retry")).toBeNull();
  }
});

test.each([301, 401, 402, 403, 404, 405, 410, 501])(
  "case 41: SDKs do not try again what an upstream answered with %i",
  async (status) => {
    refuse(status, { error: { message: "no" } });
    const client = new OpenAI({ apiKey: key, baseURL: `${fixture.gateway.url}/v1`, maxRetries: 2 });
    await expect(
      client.chat.completions.create({ model: fixtureSlug, messages }),
    ).rejects.toBeInstanceOf(OpenAI.APIError);
    expect(fixture.upstream.calls).toHaveLength(1);
  },
);

test("case 41: SDKs try again what may pass", async () => {
  refuse(500, {}, { "retry-after-ms": "1" });
  const client = new OpenAI({ apiKey: key, baseURL: `${fixture.gateway.url}/v1`, maxRetries: 1 });
  await expect(
    client.chat.completions.create({ model: fixtureSlug, messages }),
  ).rejects.toMatchObject({ status: 502 });
  expect(fixture.upstream.calls).toHaveLength(2);
});

test("case 41: SDKs do not try again what lacks a secret", async () => {
  const slug = "acme/without-secret";
  await fixture.manage("POST", "/v1/gateway/endpoints", {
    slug,
    targets: [{ provider: "BASETEN", model_id: "abc" }],
  });
  const other = await fixture.addGroup({ models: [{ slug }] });
  const response = await fixture.post(other.key, { model: slug, messages });
  expect(response.status).toBe(502);
  expect(response.headers.get("x-should-retry")).toBe("false");
});
