// The upstream's own counts, in any dialect.
import { describe, expect, test } from "vitest";
import { billAnswers, choices, readBounds } from "../../testing/bill-answers";

describe("case 31: usage is read in every dialect, and one report does not erase another", () => {
  test.each<[string, object[], unknown[]]>([
    [
      "OpenAI",
      [{ choices, usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 } }],
      [11, 7, 0, false],
    ],
    [
      "OpenAI, cached and thought",
      [
        {
          choices,
          usage: {
            prompt_tokens: 100,
            completion_tokens: 70,
            total_tokens: 170,
            prompt_tokens_details: { cached_tokens: 64 },
            completion_tokens_details: { reasoning_tokens: 50 },
          },
        },
      ],
      [100, 70, 64, false],
    ],
    [
      "Responses",
      [
        {
          choices,
          usage: { input_tokens: 11, output_tokens: 7, input_tokens_details: { cached_tokens: 3 } },
        },
      ],
      [11, 7, 3, false],
    ],
    [
      "the Messages API",
      [
        {
          choices,
          usage: {
            input_tokens: 11,
            cache_read_input_tokens: 100,
            cache_creation_input_tokens: 5,
            output_tokens: 7,
          },
        },
      ],
      [116, 7, 100, false],
    ],
    [
      "the Messages API, all of it cached",
      [{ choices, usage: { input_tokens: 0, cache_read_input_tokens: 100, output_tokens: 7 } }],
      [100, 7, 100, false],
    ],
    [
      "Gemini, its thoughts beside the rest",
      [
        {
          choices,
          usageMetadata: {
            promptTokenCount: 11,
            candidatesTokenCount: 7,
            thoughtsTokenCount: 30,
            totalTokenCount: 48,
            cachedContentTokenCount: 4,
          },
        },
      ],
      [11, 37, 4, false],
    ],
    [
      "Gemini, in snake case, with a tool's prompt",
      [
        {
          choices,
          usage_metadata: {
            prompt_token_count: 11,
            tool_use_prompt_token_count: 20,
            candidates_token_count: 7,
            total_token_count: 38,
          },
        },
      ],
      [31, 7, 0, false],
    ],
    [
      "Cohere",
      [{ choices, meta: { tokens: { input_tokens: 11, output_tokens: 7 } } }],
      [11, 7, 0, false],
    ],
    [
      "Cohere, as it bills",
      [{ choices, meta: { billed_units: { input_tokens: 11, output_tokens: 7 } } }],
      [11, 7, 0, false],
    ],
    [
      "Cohere's second version",
      [
        {
          choices,
          usage: {
            billed_units: { input_tokens: 5, output_tokens: 7 },
            tokens: { input_tokens: 71, output_tokens: 8 },
            cached_tokens: 64,
          },
        },
      ],
      [71, 8, 64, false],
    ],
    ["Ollama", [{ choices, prompt_eval_count: 11, eval_count: 7 }], [11, 7, 0, false]],
    [
      "llama.cpp",
      [{ choices, timings: { prompt_n: 3, cache_n: 8, predicted_n: 7 } }],
      [11, 7, 8, false],
    ],
    [
      "llama.cpp's own",
      [{ choices, tokens_evaluated: 11, tokens_predicted: 7 }],
      [11, 7, 0, false],
    ],
    [
      "Groq",
      [
        { choices },
        { choices: [], x_groq: { usage: { prompt_tokens: 11, completion_tokens: 7 } } },
      ],
      [11, 7, 0, false],
    ],
    [
      "Moonshot, within the choice",
      [
        {
          choices: [
            { ...choices[0], usage: { prompt_tokens: 11, completion_tokens: 7, cached_tokens: 2 } },
          ],
        },
      ],
      [11, 7, 2, false],
    ],
    [
      "DeepSeek",
      [
        {
          choices,
          usage: {
            prompt_tokens: 100,
            completion_tokens: 7,
            prompt_cache_hit_tokens: 64,
            prompt_cache_miss_tokens: 36,
          },
        },
      ],
      [100, 7, 64, false],
    ],
    [
      "Bedrock",
      [{ choices, usage: { inputTokens: 11, outputTokens: 7, cacheReadInputTokens: 4 } }],
      [15, 7, 4, false],
    ],
    [
      "Bedrock's own, beside an answer",
      [
        {
          choices,
          "amazon-bedrock-invocationMetrics": { inputTokenCount: 11, outputTokenCount: 7 },
        },
      ],
      [11, 7, 0, false],
    ],
    [
      "LangChain's, with details",
      [
        {
          choices,
          usage: { input_tokens: 11, output_tokens: 7, input_token_details: { cache_read: 4 } },
        },
      ],
      [11, 7, 4, false],
    ],
    [
      "a delta's own",
      [
        {
          choices: [
            { delta: { content: "x", usage: { prompt_tokens: 11, completion_tokens: 7 } } },
          ],
        },
      ],
      [11, 7, 0, false],
    ],
    [
      "what was read from a cache beside the prompt",
      [
        {
          choices,
          usage: { prompt_tokens: 36, completion_tokens: 7, cache_read_input_tokens: 64 },
        },
      ],
      [100, 7, 64, false],
    ],
    [
      "a sum of nonsense behind one that is true",
      [
        { choices, usage: { prompt_tokens: 12, completion_tokens: 1, total_tokens: 241 } },
        { choices: [], usage: { total_tokens: 2 ** 53 - 1 } },
      ],
      [12, 229, 0, false],
    ],
    [
      "a proxy with names of two dialects, one of them empty",
      [
        {
          choices,
          usage: {
            prompt_tokens: 11,
            completion_tokens: 7,
            input_tokens: 0,
            output_tokens: 0,
            input_tokens_details: null,
          },
        },
      ],
      [11, 7, 0, false],
    ],
    [
      "the sum and the prompt alone",
      [{ choices, usage: { prompt_tokens: 11, total_tokens: 18 } }],
      [11, 7, 0, false],
    ],
    [
      "the sum and the answer alone",
      [{ choices, usage: { completion_tokens: 7, total_tokens: 18 } }],
      [11, 7, 0, false],
    ],
    [
      "a last chunk of zeros",
      [
        { choices, usage: { prompt_tokens: 11, completion_tokens: 7 } },
        { choices: [], usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } },
      ],
      [11, 7, 0, false],
    ],
    [
      "a last chunk of nulls",
      [
        {
          choices,
          usage: {
            prompt_tokens: 11,
            completion_tokens: 7,
            prompt_tokens_details: { cached_tokens: 4 },
          },
        },
        {
          choices: [],
          usage: { prompt_tokens: null, completion_tokens: null, prompt_tokens_details: null },
        },
        { choices: [], usage: null },
      ],
      [11, 7, 4, false],
    ],
    [
      "each half in a chunk of its own",
      [
        { choices, usage: { prompt_tokens: 11 } },
        { choices: [], usage: { completion_tokens: 7 } },
      ],
      [11, 7, 0, false],
    ],
    [
      "a count that goes on with each chunk",
      [1, 2, 3, 7].map((completion_tokens) => ({
        choices,
        usage: { prompt_tokens: 11, completion_tokens, total_tokens: 11 + completion_tokens },
      })),
      [11, 7, 0, false],
    ],
    [
      "nonsense after what was true",
      [
        { choices, usage: { prompt_tokens: 11, completion_tokens: 7 } },
        { choices: [], usage: { prompt_tokens: 4_294_967_295, completion_tokens: 4_294_967_295 } },
      ],
      [11, 7, 0, false],
    ],
  ])("%s", async (_name, answers, expected) => {
    expect(await billAnswers(answers, await readBounds())).toEqual(expected);
  });
});
