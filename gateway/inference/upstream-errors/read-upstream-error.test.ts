import { expect, test } from "vitest";
import { readErrorText } from "./read-upstream-error";

const none = { message: "", code: null, type: null, param: null, status: null };

test.each([
  [
    "OpenAI",
    {
      error: {
        message: "too long",
        type: "invalid_request_error",
        param: "messages",
        code: "context_length_exceeded",
      },
    },
    {
      message: "too long",
      type: "invalid_request_error",
      param: "messages",
      code: "context_length_exceeded",
    },
  ],
  ["an error that is a text", { error: "no such model" }, { message: "no such model" }],
  ["FastAPI's text", { detail: "Not authenticated" }, { message: "Not authenticated" }],
  [
    "FastAPI's issues",
    {
      detail: [
        { type: "missing", loc: ["body", "messages"], msg: "Field required" },
        { loc: ["body", "tools", 0, "name"], msg: "too short" },
      ],
    },
    { message: "messages: Field required; tools.0.name: too short", param: "messages" },
  ],
  [
    "an issue outside of the body",
    { detail: [{ loc: ["header", "x"], msg: "bad" }] },
    { message: "header.x: bad", param: "header.x" },
  ],
  ["FastAPI's object", { detail: { error: { message: "busy" } } }, { message: "busy" }],
  [
    "vLLM",
    { object: "error", message: "engine is dead", type: "InternalServerError", code: 500 },
    { message: "engine is dead", type: "InternalServerError", status: 500 },
  ],
  [
    "TGI",
    { error: "Model is overloaded", error_type: "overloaded" },
    { message: "Model is overloaded", type: "overloaded" },
  ],
  [
    "llama.cpp",
    { error: { code: 400, message: "too many", type: "exceed_context_size_error", n_ctx: 4096 } },
    { message: "too many", type: "exceed_context_size_error", status: 400 },
  ],
  [
    "Anthropic",
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" }, request_id: "r" },
    { message: "Overloaded", type: "overloaded_error" },
  ],
  [
    "Google",
    {
      error: {
        code: 400,
        message: "API key not valid.",
        status: "INVALID_ARGUMENT",
        details: [
          { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" },
        ],
      },
    },
    {
      message: "API key not valid.",
      status: 400,
      type: "INVALID_ARGUMENT",
      code: "API_KEY_INVALID",
    },
  ],
  [
    "Google's list",
    [{ error: { code: 429, message: "exhausted", status: "RESOURCE_EXHAUSTED" } }],
    { message: "exhausted", status: 429, type: "RESOURCE_EXHAUSTED" },
  ],
  [
    "Azure",
    {
      error: {
        message: "filtered",
        type: null,
        param: "prompt",
        code: "content_filter",
        status: 400,
        innererror: { code: "ResponsibleAIPolicyViolation", content_filter_result: {} },
      },
    },
    { message: "filtered", param: "prompt", code: "content_filter", status: 400 },
  ],
  [
    "Mistral",
    {
      object: "error",
      message: { detail: [{ loc: ["body", "messages", 0, "name"], msg: "Extra inputs" }] },
      type: "invalid_request_error",
      param: null,
      code: null,
    },
    {
      message: "messages.0.name: Extra inputs",
      type: "invalid_request_error",
      param: "messages.0.name",
    },
  ],
  [
    "OpenRouter",
    {
      error: {
        code: 400,
        message: "Provider returned error",
        metadata: {
          provider_name: "X",
          raw: '{"error":{"message":"bad tool","code":"invalid_tool"}}',
        },
      },
    },
    { message: "bad tool", code: "invalid_tool", status: 400 },
  ],
  [
    "OpenRouter's raw text",
    {
      error: { code: 502, message: "Provider returned error", metadata: { raw: "upstream gone" } },
    },
    { message: "upstream gone", status: 502 },
  ],
  [
    "OpenRouter's moderation",
    { error: { code: 403, message: "flagged", metadata: { reasons: ["violence"] } } },
    { message: "flagged", code: "content_filter", status: 403 },
  ],
  [
    "xAI",
    { code: "Client specified an invalid argument", error: "This is too long" },
    { message: "This is too long", code: "Client specified an invalid argument" },
  ],
  [
    "AWS",
    { __type: "ValidationException", message: "bad input" },
    { message: "bad input", code: "ValidationException" },
  ],
  ["AWS in capitals", { Message: "no access" }, { message: "no access" }],
  [
    "OAuth",
    { error: "invalid_grant", error_description: "expired" },
    { message: "expired", code: "invalid_grant" },
  ],
  [
    "problem details",
    { type: "about:blank", title: "Bad Request", status: 400, detail: "n is too large" },
    { message: "n is too large", type: "about:blank", status: 400 },
  ],
  [
    "a list of errors",
    { errors: [{ message: "one" }, "two", { message: "one" }] },
    { message: "one; two" },
  ],
  ["JSON within a text", { error: '{"error":{"message":"deep"}}' }, { message: "deep" }],
  [
    "a type that is a code",
    { error: { type: "x_error", message: "a" } },
    { type: "x_error", message: "a" },
  ],
  [
    "JSON within a text, with its code",
    { error: { message: '{"error":{"message":"deep","code":"context_length_exceeded"}}' } },
    { message: "deep", code: "context_length_exceeded" },
  ],
  [
    "fields with lists",
    { message: "Invalid.", errors: { messages: ["is required", "is short"], n: ["is odd"] } },
    { message: "messages: is required, is short; n: is odd", param: "messages" },
  ],
  [
    "zod",
    { success: false, error: { name: "ZodError", issues: [{ path: ["n"], message: "Required" }] } },
    { message: "n: Required", param: "n", type: "ZodError" },
  ],
  [
    "MiniMax",
    { choices: null, base_resp: { status_code: 1004, status_msg: "login fail" } },
    { message: "login fail" },
  ],
  ["Apigee", { fault: { faultstring: "no" } }, { message: "no" }],
  [
    "Volcengine",
    { ResponseMetadata: { Error: { Code: "InvalidParameter", Message: "no" } } },
    { message: "no", code: "InvalidParameter" },
  ],
  ["a status alone", { code: 503 }, { status: 503 }],
  [
    "a path",
    { error: { message: "no", param: ["messages", 0] } },
    { message: "no", param: "messages.0" },
  ],
  ["an empty error", { error: {} }, {}],
])("the error of %s is read", (_name, answer, said) => {
  expect(readErrorText(JSON.stringify(answer))).toEqual({ ...none, ...said });
});

test.each([
  ["a text", " upstream connect error \n", "upstream connect error"],
  ["a page", "<!DOCTYPE html><html><title>502  Bad\nGateway</title></html>", "502 Bad Gateway"],
  ["a page without a title", "<html><body><h1>No</h1></body></html>", "No"],
  ["a part of a page", "<center><h1>502 Bad Gateway</h1></center>", "502 Bad Gateway"],
  ["a page behind a comment", "<!-- x --><html><title>Sign in</title>", "Sign in"],
  ["XML", "<?xml version='1.0'?><Error><Code>A</Code><Message>No</Message></Error>", "No"],
  ["JSON behind a byte order mark", '\ufeff{"error":"no"}', "no"],
  ["an event", 'event: error\ndata: {"error":{"message":"no"}}\n\n', "no"],
  ["bytes", "\u001f\ufffd\b\0\0", ""],
  ["nothing", "", ""],
  ["broken JSON", '{"error":', ""],
  ["a JSON text", '"nope"', "nope"],
  ["a number", "12", "12"],
])("%s is read as what it says", (_name, text, message) => {
  expect(readErrorText(text)).toEqual({ ...none, message });
});

test("nothing that is nested, long or odd breaks it", () => {
  const deep = `${'{"error":'.repeat(2_000)}1${"}".repeat(2_000)}`;
  for (const text of [deep, "[".repeat(5_000), `[${"{},".repeat(50_000)}{}]`, '{"detail":null}']) {
    expect(typeof readErrorText(text).message).toBe("string");
  }
});
