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

const usage = { prompt_tokens: 11, total_tokens: 18, completion_tokens: 7 };
const call = (args: string) => ({ index: 0, function: { arguments: args } });

export const vllm: Replay[] = [
  {
    name: "vLLM: reasoning beside the content, usage in a chunk of its own",
    whole: wholeJson(
      completion({ reasoning_content: "Two and two.", content: "Four.", tool_calls: [] }, "stop", {
        usage,
        prompt_logprobs: null,
        kv_transfer_params: null,
      }),
    ),
    streamed: eventStream(
      delta({ role: "assistant", content: "" }),
      delta({ reasoning_content: "Two and " }),
      delta({ reasoning_content: "two." }),
      delta({ content: "Four" }),
      delta({ content: "." }, "stop", { stop_reason: null }),
      usageOnly(usage),
      done,
    ),
    expected: {
      text: "Four.",
      reasoning: "Two and two.",
      finish: "stop",
      tokens: { input: 11, output: 7, cached: 0 },
    },
  },
  {
    name: "vLLM: a tool call in pieces, without content",
    whole: wholeJson(
      completion(
        {
          content: null,
          tool_calls: [
            {
              id: "chatcmpl-tool-1",
              type: "function",
              function: { name: "weather", arguments: '{"city":"Graz"}' },
            },
          ],
        },
        "tool_calls",
        { usage },
      ),
    ),
    streamed: eventStream(
      delta({ role: "assistant", content: "" }),
      delta({
        tool_calls: [
          {
            index: 0,
            id: "chatcmpl-tool-1",
            type: "function",
            function: { name: "weather", arguments: "" },
          },
        ],
      }),
      delta({ tool_calls: [call('{"city":')] }),
      delta({ tool_calls: [call('"Graz"}')] }),
      delta({ content: "" }, "tool_calls"),
      usageOnly(usage),
      done,
    ),
    expected: {
      text: "",
      toolCalls: [{ name: "weather", arguments: '{"city":"Graz"}' }],
      finish: "tool_calls",
      tokens: { input: 11, output: 7, cached: 0 },
    },
  },
  {
    name: "vLLM: the engine dies before a first token, inside a 200",
    streamed: eventStream(
      { object: "error", message: "engine is dead", type: "InternalServerError", code: 500 },
      done,
    ),
    whole: wholeJson({ object: "error", message: "engine is dead", code: 500 }),
    expected: { error: { status: 502, code: "upstream_invalid_response" } },
  },
  {
    name: "vLLM: too long a prompt",
    whole: errorStatus(400, {
      object: "error",
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
      type: "BadRequestError",
      param: null,
      code: 400,
    }),
    expected: {
      error: {
        status: 400,
        code: "context_length_exceeded",
        message: /^This model's maximum context length is 4096 tokens/,
      },
    },
  },
];
