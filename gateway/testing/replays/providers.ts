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

/** OpenRouter, xAI, Groq, DeepSeek, Mistral, Moonshot, Gemini's OpenAI surface, Azure. */
export const providers: Replay[] = [
  {
    name: "OpenRouter: comments while it works, usage beside an empty delta",
    whole: wholeJson(
      completion({ content: "Four.", refusal: null, reasoning: "2+2" }, "stop", {
        provider: "X",
        usage: { ...usage, cost: 0.000_04, prompt_tokens_details: { cached_tokens: 3 } },
      }),
    ),
    streamed: eventStream(
      ": OPENROUTER PROCESSING\n\n",
      ": OPENROUTER PROCESSING\n\n",
      delta({ role: "assistant", content: "", reasoning: "2+2" }, null, { provider: "X" }),
      delta({ role: "assistant", content: "Four." }, null, { provider: "X" }),
      delta({ role: "assistant", content: "" }, "stop", {
        provider: "X",
        native_finish_reason: "stop",
      }),
      delta({ role: "assistant", content: "" }, null, {
        usage: { ...usage, prompt_tokens_details: { cached_tokens: 3 } },
      }),
      done,
    ),
    expected: {
      text: "Four.",
      reasoning: "2+2",
      finish: "stop",
      tokens: { ...tokens, cached: 3 },
    },
  },
  {
    name: "OpenRouter: a provider that broke off, beside choices",
    whole: wholeJson({
      ...completion({ content: "Fo" }, "error"),
      error: { code: 502, message: "Provider disconnected", metadata: { provider_name: "X" } },
    }),
    streamed: eventStream(
      delta({ role: "assistant", content: "Fo" }),
      {
        ...delta({ content: "" }, "error"),
        error: { code: 502, message: "Provider disconnected", metadata: { provider_name: "X" } },
      },
      done,
    ),
    expected: { error: { status: 502, code: "upstream_invalid_response" } },
  },
  {
    name: "OpenRouter: what its provider refused",
    whole: errorStatus(400, {
      error: {
        code: 400,
        message: "Provider returned error",
        metadata: {
          provider_name: "X",
          raw: '{"error":{"message":"This endpoint\'s maximum context length is 8192 tokens.","code":null}}',
        },
      },
      user_id: "u",
    }),
    expected: { error: { status: 400, code: "context_length_exceeded", message: /8192/ } },
  },
  {
    name: "xAI: reasoning counted beside the completion",
    whole: wholeJson(
      completion({ content: "4", refusal: null, reasoning_content: "2+2" }, "stop", {
        usage: {
          prompt_tokens: 12,
          completion_tokens: 1,
          total_tokens: 241,
          completion_tokens_details: { reasoning_tokens: 228 },
        },
      }),
    ),
    streamed: eventStream(
      delta({ role: "assistant", reasoning_content: "2+2" }),
      delta({ role: "assistant", content: "4" }),
      delta({}, "stop"),
      usageOnly({
        prompt_tokens: 12,
        completion_tokens: 1,
        total_tokens: 241,
        completion_tokens_details: { reasoning_tokens: 228 },
      }),
      done,
    ),
    expected: {
      text: "4",
      reasoning: "2+2",
      finish: "stop",
      tokens: { input: 12, output: 229, cached: 0 },
    },
  },
  {
    name: "xAI: an error that is a text beside a sentence for a code",
    whole: errorStatus(400, {
      code: "Client specified an invalid argument",
      error: "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
    }),
    expected: { error: { status: 400, code: "context_length_exceeded" } },
  },
  {
    name: "Groq: usage in a member of its own",
    whole: wholeJson(
      completion({ content: "Four." }, "stop", {
        usage: { ...usage, queue_time: 0.02 },
        x_groq: { id: "r" },
      }),
    ),
    streamed: eventStream(
      delta({ role: "assistant", content: "" }, null, { x_groq: { id: "r" } }),
      delta({ content: "Four" }),
      delta({ content: "." }),
      delta({}, "stop", { x_groq: { id: "r", usage } }),
      done,
    ),
    expected: { text: "Four.", finish: "stop", tokens },
  },
  {
    name: "Groq: over a model's tokens a minute",
    whole: errorStatus(429, {
      error: { message: "Rate limit reached", type: "tokens", code: "rate_limit_exceeded" },
    }),
    expected: { error: { status: 503, code: "upstream_overloaded" } },
  },
  {
    name: "DeepSeek: keep-alive comments, cache hits of its own",
    whole: wholeJson(
      completion({ content: "Four.", reasoning_content: "2+2" }, "stop", {
        usage: {
          ...usage,
          prompt_tokens: 100,
          total_tokens: 107,
          prompt_cache_hit_tokens: 64,
          prompt_cache_miss_tokens: 36,
        },
      }),
    ),
    streamed: eventStream(
      ": keep-alive\n\n",
      delta({ role: "assistant", content: null, reasoning_content: "2+" }),
      delta({ content: null, reasoning_content: "2" }),
      ": keep-alive\n\n",
      delta({ content: "Four.", reasoning_content: null }),
      delta({ content: "", reasoning_content: null }, "stop", {
        usage: {
          ...usage,
          prompt_tokens: 100,
          total_tokens: 107,
          prompt_cache_hit_tokens: 64,
          prompt_cache_miss_tokens: 36,
        },
      }),
      done,
    ),
    expected: {
      text: "Four.",
      reasoning: "2+2",
      finish: "stop",
      tokens: { input: 100, output: 7, cached: 64 },
    },
  },
  {
    name: "DeepSeek: an empty balance",
    whole: errorStatus(402, {
      error: {
        message: "Insufficient Balance",
        type: "unknown_error",
        code: "invalid_request_error",
      },
    }),
    expected: { error: { status: 503, code: "insufficient_quota" } },
  },
  {
    name: "Mistral: usage beside the finish, a member p of no meaning",
    whole: wholeJson(completion({ content: "Four.", tool_calls: null }, "stop", { usage })),
    streamed: eventStream(
      delta({ role: "assistant", content: "" }, null, { p: "abc" }),
      delta({ content: "Four" }, null, { p: "abcdefg" }),
      delta({ content: "." }, "stop", { usage, p: "a" }),
      done,
    ),
    expected: { text: "Four.", finish: "stop", tokens },
  },
  {
    name: "Mistral: what it does not know",
    whole: errorStatus(422, {
      object: "error",
      message: {
        detail: [
          {
            type: "extra_forbidden",
            loc: ["body", "logit_bias"],
            msg: "Extra inputs are not permitted",
            input: {},
          },
        ],
      },
      type: "invalid_request_error",
      param: null,
      code: null,
    }),
    expected: {
      error: {
        status: 400,
        code: "invalid_request_error",
        message: "logit_bias: Extra inputs are not permitted",
        param: "logit_bias",
      },
    },
  },
  {
    name: "Moonshot: usage within the choice",
    whole: wholeJson(
      completion({ content: "Four." }, "stop", { usage: { ...usage, cached_tokens: 4 } }),
    ),
    streamed: eventStream(
      delta({ role: "assistant", content: "" }),
      delta({ content: "Four." }),
      {
        ...delta({}),
        choices: [
          { index: 0, delta: {}, finish_reason: "stop", usage: { ...usage, cached_tokens: 4 } },
        ],
      },
      done,
    ),
    expected: { text: "Four.", finish: "stop", tokens: { ...tokens, cached: 4 } },
  },
  {
    name: "Moonshot: too long a request",
    whole: errorStatus(400, {
      error: {
        message: "Invalid request: Your request exceeded model token limit: 8192",
        type: "invalid_request_error",
      },
    }),
    expected: { error: { status: 400, code: "context_length_exceeded" } },
  },
  {
    name: "Gemini's OpenAI surface: usage in every chunk, the finish beside the last text",
    whole: wholeJson(completion({ content: "Four." }, "stop", { usage })),
    streamed: eventStream(
      delta({ role: "assistant", content: "Four" }, null, {
        usage: { prompt_tokens: 11, completion_tokens: 4, total_tokens: 15 },
      }),
      delta({ role: "assistant", content: "." }, "stop", { usage }),
      done,
    ),
    expected: { text: "Four.", finish: "stop", tokens },
  },
  {
    name: "Gemini's OpenAI surface: all of the answer went into thinking",
    whole: wholeJson(
      completion({}, "length", {
        usage: { prompt_tokens: 11, completion_tokens: 0, total_tokens: 74 },
      }),
    ),
    streamed: eventStream(
      delta({ role: "assistant" }, "length", {
        usage: { prompt_tokens: 11, completion_tokens: 0, total_tokens: 74 },
      }),
      done,
    ),
    expected: { text: "", finish: "length", tokens: { input: 11, output: 63, cached: 0 } },
  },
  {
    name: "Gemini's OpenAI surface: errors in a list",
    whole: errorStatus(400, [
      {
        error: {
          code: 400,
          message: "The input token count (1200000) exceeds the maximum number of tokens allowed.",
          status: "INVALID_ARGUMENT",
        },
      },
    ]),
    expected: { error: { status: 400, code: "context_length_exceeded" } },
  },
  {
    name: "Azure: a first chunk of filter results, and more of them in between",
    whole: wholeJson(
      completion({ content: "Four.", refusal: null, annotations: [] }, "stop", {
        usage,
        prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
      }),
    ),
    streamed: eventStream(
      {
        choices: [],
        created: 0,
        id: "",
        model: "",
        object: "",
        prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
      },
      delta({ role: "assistant", content: "", refusal: null }, null, { usage: null }),
      delta({ content: "Four." }, null, { usage: null }),
      delta({}, "stop", { usage: null }),
      usageOnly(usage),
      done,
    ),
    expected: { text: "Four.", finish: "stop", tokens },
  },
  {
    name: "Azure: a filtered prompt",
    whole: errorStatus(400, {
      error: {
        message: "The response was filtered due to the prompt triggering the content policy.",
        type: null,
        param: "prompt",
        code: "content_filter",
        status: 400,
        innererror: {
          code: "ResponsibleAIPolicyViolation",
          content_filter_result: { jailbreak: { filtered: true, detected: true } },
        },
      },
    }),
    expected: { error: { status: 400, code: "content_filter", param: "prompt" } },
  },
  {
    name: "Azure: a filtered answer",
    whole: wholeJson(completion({ content: "Fo" }, "content_filter", { usage })),
    streamed: eventStream(
      delta({ role: "assistant", content: "Fo" }),
      delta({}, "content_filter"),
      usageOnly(usage),
      done,
    ),
    expected: { text: "Fo", finish: "content_filter", tokens },
  },
];
