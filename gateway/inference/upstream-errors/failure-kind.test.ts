import { expect, test } from "vitest";
import { findKeptCode, toFailureKind } from "./failure-kind";
import { readErrorText } from "./read-upstream-error";

const tooLong = "context_length_exceeded";
test.each<[string, number, object, string | undefined]>([
  ["its type says it", 400, { error: { type: tooLong, message: "a" } }, tooLong],
  ["in capitals", 400, { error: { code: "CONTEXT_LENGTH_EXCEEDED", message: "a" } }, tooLong],
  ["with a 500", 500, { error: { code: tooLong, message: "a" } }, tooLong],
  ["GitHub's", 413, { error: { code: "tokens_limit_reached", message: "too large" } }, tooLong],
  ["TGI's", 422, { error: "`inputs` must have less than 1000 tokens. Given: 1234" }, tooLong],
  [
    "vLLM's older",
    400,
    {
      message: "The decoder prompt (length 5000) is longer than the maximum model length of 4096.",
    },
    tooLong,
  ],
  [
    "vLLM's",
    400,
    {
      error: {
        message:
          "You passed 4097 input tokens. However, the model's context length is only 4096 tokens",
        code: 400,
      },
    },
    tooLong,
  ],
  [
    "Anthropic's",
    400,
    {
      error: {
        type: "invalid_request_error",
        message: "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000",
      },
    },
    tooLong,
  ],
  ["Cohere's", 400, { message: "too many tokens: size limit exceeded by 123 tokens." }, tooLong],
  [
    "DashScope's",
    400,
    { code: "InvalidParameter", message: "Range of input length should be [1, 6000]" },
    tooLong,
  ],
  [
    "llama.cpp's older",
    500,
    { error: { code: 500, message: "the request exceeds the available context size." } },
    tooLong,
  ],
  ["a filter's", 400, { error: { message: "a", code: "ContentFilter" } }, "content_filter"],
  [
    "a filter's words",
    400,
    { error: { message: "Output blocked by content filtering policy" } },
    "content_filter",
  ],
  [
    "a code of its own",
    400,
    { error: { message: "Invalid schema", code: "invalid_json_schema" } },
    "invalid_json_schema",
  ],
  [
    "a code that says enough",
    400,
    { error: { message: "exceeds the context window", code: "invalid_value" } },
    "invalid_value",
  ],
])(
  "case 37: a refusal is the request's, with the code that clients know: %s",
  (_name, status, body, code) => {
    const said = readErrorText(JSON.stringify(body));
    expect([toFailureKind(status, said), findKeptCode(said)]).toEqual(["request", code]);
  },
);

test.each<[number, object]>([
  [429, { error: { message: "x", type: "insufficient_quota", code: null } }],
  [429, { error: { message: "suspended", type: "exceeded_current_quota_error" } }],
  [403, { error: "Your team has either used all available credits or reached its monthly limit." }],
  [400, { error: { code: "Arrearage", message: "Access denied." } }],
  [402, { error: { message: "no" } }],
])("case 37: an account without quota is the operator's: %s %j", (status, body) => {
  expect(toFailureKind(status, readErrorText(JSON.stringify(body)))).toBe("quota");
});
