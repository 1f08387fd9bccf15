import {
  completion,
  delta,
  done,
  errorStatus,
  eventStream,
  type Replay,
  usageOnly,
  wholeJson,
} from "./replay";

const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
const tokens = { input: 11, output: 7, cached: 0 };
const call = (index: number, name: string, args: string) => ({
  index,
  id: `call_${index}`,
  type: "function",
  function: { name, arguments: args },
});

/** SGLang, TGI, Ollama, llama.cpp: what people run themselves, beside vLLM. */
export const selfHosted: Replay[] = [
  {
    name: "SGLang: nulls for all that is not said, usage null until the end",
    whole: wholeJson(
      completion({ content: "Four.", reasoning_content: null, tool_calls: null }, "stop", {
        usage: { ...usage, prompt_tokens_details: null },
        metadata: { weight_version: "d" },
      }),
    ),
    streamed: eventStream(
      delta({ role: "assistant", content: "", reasoning_content: null, tool_calls: null }, null, {
        usage: null,
      }),
      delta({ content: "Four", tool_calls: null }, null, { usage: null }),
      delta({ content: ".", tool_calls: null }, null, { usage: null }),
      delta({ content: null, tool_calls: null }, "stop", { usage: null }),
      usageOnly(usage),
      done,
    ),
    expected: { text: "Four.", finish: "stop", tokens },
  },
  {
    name: "SGLang: an abort, as an error in a 200",
    whole: wholeJson({
      object: "error",
      message: "Abort",
      type: "ServiceUnavailableError",
      code: 503,
    }),
    streamed: eventStream(
      { error: { message: "Abort", type: "ServiceUnavailableError", code: 503 } },
      done,
    ),
    expected: { error: { status: 502, code: "upstream_invalid_response" } },
  },
  {
    name: "SGLang: too long an input",
    whole: errorStatus(400, {
      object: "error",
      message: "The input (9000 tokens) is longer than the model's context length (8192 tokens).",
      type: "BadRequestError",
      param: null,
      code: 400,
    }),
    expected: { error: { status: 400, code: "context_length_exceeded" } },
  },
  {
    name: "TGI: usage beside the finish, and no [DONE]",
    whole: wholeJson(
      completion({ content: "Four." }, "length", { usage, object: "chat.completion" }),
    ),
    streamed: eventStream(
      delta({ role: "assistant", content: "Four" }),
      delta({ role: "assistant", content: "." }, "length", { usage }),
    ),
    expected: { text: "Four.", finish: "length", tokens },
  },
  {
    name: "TGI: an overload in mid-stream",
    streamed: eventStream(delta({ role: "assistant", content: "Fo" }), {
      error: "Model is overloaded",
      error_type: "overloaded",
    }),
    expected: { error: { status: 502, code: "upstream_overloaded" } },
  },
  {
    name: "TGI: an overload",
    whole: errorStatus(429, { error: "Model is overloaded", error_type: "overloaded" }),
    expected: { error: { status: 503, code: "upstream_overloaded" } },
  },
  {
    name: "Ollama: a tool call at once, its finish in a chunk of its own",
    whole: wholeJson(
      completion(
        { content: "", tool_calls: [call(0, "weather", '{"city":"Graz"}')] },
        "tool_calls",
        {
          usage,
        },
      ),
    ),
    streamed: eventStream(
      delta({
        role: "assistant",
        content: "",
        tool_calls: [call(0, "weather", '{"city":"Graz"}')],
      }),
      delta({ role: "assistant", content: "" }, "tool_calls"),
      usageOnly(usage),
      done,
    ),
    expected: {
      text: "",
      toolCalls: [{ name: "weather", arguments: '{"city":"Graz"}' }],
      finish: "tool_calls",
      tokens,
    },
  },
  {
    name: "Ollama: thinking as reasoning",
    whole: wholeJson(completion({ content: "Four.", reasoning: "2+2" }, "stop", { usage })),
    streamed: eventStream(
      delta({ role: "assistant", content: "", reasoning: "2+" }),
      delta({ role: "assistant", content: "", reasoning: "2" }),
      delta({ role: "assistant", content: "Four." }),
      delta({ role: "assistant", content: "" }, "stop"),
      usageOnly(usage),
      done,
    ),
    expected: { text: "Four.", reasoning: "2+2", finish: "stop", tokens },
  },
  {
    name: "Ollama: its runner dies, in JSON without data",
    streamed: eventStream(
      delta({ role: "assistant", content: "Fo" }),
      '{"error":{"message":"runner process no longer running","type":"api_error","param":null,"code":null}}\n',
    ),
    expected: { error: { status: 502, code: "upstream_invalid_response" } },
  },
  {
    name: "llama.cpp: timings beside the answer",
    whole: wholeJson(
      completion({ content: "Four." }, "stop", {
        usage,
        timings: { prompt_n: 11, predicted_n: 7, predicted_per_second: 40.25 },
      }),
    ),
    streamed: eventStream(
      delta({ role: "assistant", content: null }),
      delta({ content: "Four" }),
      delta({ content: "." }),
      delta({}, "stop"),
      { ...usageOnly(usage), timings: { prompt_n: 11, predicted_n: 7 } },
      done,
    ),
    expected: { text: "Four.", finish: "stop", tokens },
  },
  {
    name: "llama.cpp: too long a prompt",
    whole: errorStatus(400, {
      error: {
        code: 400,
        message: "the request exceeds the available context size, try increasing it",
        type: "exceed_context_size_error",
        n_prompt_tokens: 9_000,
        n_ctx: 4_096,
      },
    }),
    expected: { error: { status: 400, code: "context_length_exceeded" } },
  },
  {
    name: "llama.cpp: its error field",
    streamed: eventStream(
      'error: {"code":500,"message":"Failed to decode","type":"server_error"}\n\n',
    ),
    expected: { error: { status: 502, code: "upstream_invalid_response" } },
  },
];
