// What an answer is billed with: what the upstream counted, where it can be true.
import { describe, expect, test } from "vitest";
import { billAnswers, choices, promptTokens, readBounds } from "../../testing/bill-answers";
import { abortedUsage } from "./billed-usage";

const text = "x y z ".repeat(10);
const counted = [promptTokens, 31, 0, true];

describe("case 31: usage is believed only where it can be true", () => {
  test.each<[string, unknown]>([
    ["zeros for a text", { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }],
    ["nothing", {}],
    ["null", null],
    ["a list", [11, 7]],
    ["texts", { prompt_tokens: "11", completion_tokens: "7" }],
    ["fractions", { prompt_tokens: 11.5, completion_tokens: 7.5 }],
    ["below zero", { prompt_tokens: -11, completion_tokens: -1 }],
    ["more than there are numbers", { prompt_tokens: 2 ** 53, completion_tokens: 1e300 }],
    ["more than any context", { prompt_tokens: 2 ** 53 - 1, completion_tokens: 2 ** 53 - 1 }],
    ["more than was sent", { prompt_tokens: 1_000_000, completion_tokens: 4_294_967_295 }],
  ])("what can't be true is absent, counted here and marked: %s", async (_name, usage) => {
    expect(await billAnswers([{ choices, usage }], await readBounds())).toEqual(counted);
  });

  test.each<[string, object, object, unknown[]]>([
    [
      "an answer longer than asked for",
      { max_tokens: 10 },
      { prompt_tokens: 11, completion_tokens: 4_294_967_295 },
      [11, 10, 0, true],
    ],
    [
      "as long as asked for",
      { max_tokens: 10 },
      { prompt_tokens: 11, completion_tokens: 10 },
      [11, 10, 0, false],
    ],
    [
      "as long, by the newer name",
      { max_completion_tokens: 10 },
      { prompt_tokens: 11, completion_tokens: 11 },
      [11, 10, 0, true],
    ],
    [
      "of several answers",
      { max_tokens: 10, n: 3 },
      { prompt_tokens: 11, completion_tokens: 30 },
      [11, 30, 0, false],
    ],
    [
      "longer than several",
      { max_tokens: 4, n: 3 },
      { prompt_tokens: 11, completion_tokens: 31 },
      [11, 12, 0, true],
    ],
    ["one half of it", {}, { prompt_tokens: 11, completion_tokens: 0 }, [11, 31, 0, true]],
    ["the other half", {}, { prompt_tokens: 0, completion_tokens: 7 }, [promptTokens, 7, 0, true]],
    [
      "a sum that is too large",
      { max_tokens: 10 },
      { prompt_tokens: 11, completion_tokens: 7, total_tokens: 4_294_967_295 },
      [11, 7, 0, false],
    ],
    [
      "more cached than sent",
      {},
      { prompt_tokens: 11, completion_tokens: 7, cached_tokens: 64 },
      [11, 7, 11, false],
    ],
  ])("the rest is believed: %s", async (_name, change, usage, expected) => {
    expect(await billAnswers([{ choices, usage }], await readBounds(change))).toEqual(expected);
  });

  test("a long text was no single token", async () => {
    const long = [{ message: { content: "word ".repeat(600) } }];
    const usage = { prompt_tokens: 11, completion_tokens: 1 };
    expect(await billAnswers([{ choices: long, usage }], await readBounds())).toEqual([
      11,
      601,
      0,
      true,
    ]);
  });

  test("an empty answer may be zero, and so may one that repeats the prompt", async () => {
    const usage = { prompt_tokens: 11, completion_tokens: 0 };
    const empty = [{ message: { role: "assistant", content: "" } }];
    expect(await billAnswers([{ choices: empty, usage }], await readBounds())).toEqual([
      11,
      0,
      0,
      false,
    ]);
    const echo = await readBounds({ max_tokens: 0, echo: true }, "/completions");
    expect(await billAnswers([{ choices: [{ text }], usage }], echo)).toEqual([11, 0, 0, false]);
  });

  test("an embedding has no output, and its sum is its input", async () => {
    const bounds = await readBounds({}, "/embeddings");
    const data = [{ embedding: [1] }];
    expect(await billAnswers([{ data, usage: { total_tokens: 11 } }], bounds)).toEqual([
      11,
      0,
      0,
      false,
    ]);
    expect(await billAnswers([{ data, usage: { prompt_tokens: 0 } }], bounds)).toEqual([
      promptTokens,
      0,
      0,
      true,
    ]);
  });

  test("sounds and pictures that the model made are no text", async () => {
    const bytes = "A".repeat(60_000);
    const message = {
      audio: { id: "a", data: bytes, transcript: text },
      images: [{ image_url: { url: bytes } }],
    };
    expect(await billAnswers([{ choices: [{ message }] }], await readBounds())).toEqual(counted);
  });

  test("a prompt with attachments may cost more than its bytes", async () => {
    const image = { type: "image_url", image_url: { url: "https://a.b/c.png" } };
    const bounds = await readBounds({ messages: [{ role: "user", content: [image] }] });
    const usage = { prompt_tokens: 500_000, completion_tokens: 7 };
    expect(await billAnswers([{ choices, usage }], bounds)).toEqual([500_000, 7, 0, false]);
  });

  test("an aborted answer is billed what was told, and what was relayed since", async () => {
    const basis = { promptTokens, bounds: await readBounds() };
    expect(await abortedUsage({ input: 11, output: 1 }, [text], basis)).toMatchObject({
      inputTokens: 11,
      outputTokens: 31,
    });
    expect(await abortedUsage(undefined, [], basis)).toMatchObject({
      inputTokens: promptTokens,
      outputTokens: 0,
    });
  });
});

describe("case 32: output is what the upstream was paid for, and cached input has many names", () => {
  test.each<[string, object, unknown[]]>([
    [
      "thoughts told apart, and in the sum",
      {
        prompt_tokens: 12,
        completion_tokens: 1,
        total_tokens: 241,
        completion_tokens_details: { reasoning_tokens: 228 },
      },
      [12, 229, 0, false],
    ],
    [
      "thoughts told apart, and in no sum",
      {
        prompt_tokens: 12,
        completion_tokens: 1,
        completion_tokens_details: { reasoning_tokens: 228 },
      },
      [12, 229, 0, false],
    ],
    ...[
      { completionTokensDetails: { reasoningTokens: 228 } },
      { output_tokens_details: { thinking_tokens: 228 } },
      { reasoning_output_tokens: 228 },
    ].map((thoughts): [string, object, unknown[]] => [
      `thoughts as ${JSON.stringify(thoughts)}`,
      { prompt_tokens: 12, completion_tokens: 1, ...thoughts },
      [12, 229, 0, false],
    ]),
    [
      "thoughts within the answer",
      {
        prompt_tokens: 12,
        completion_tokens: 229,
        total_tokens: 241,
        completion_tokens_details: { reasoning_tokens: 228 },
      },
      [12, 229, 0, false],
    ],
    [
      "a sum alone that says more",
      { prompt_tokens: 12, completion_tokens: 1, total_tokens: 241 },
      [12, 229, 0, false],
    ],
    [
      "a sum that says less",
      { prompt_tokens: 12, completion_tokens: 7, total_tokens: 12 },
      [12, 7, 0, false],
    ],
    ...[
      { prompt_tokens_details: { cached_tokens: 64 } },
      { input_tokens_details: { cached_tokens: 64 } },
      { prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 },
      { cached_tokens: 64 },
      { cache_read_input_tokens: 64 },
      { cached_content_tokens: 64 },
      { promptTokensDetails: { cachedTokens: 64 } },
      { prompt_tokens_details: { cache_read_tokens: 64 } },
      { num_cached_tokens: 64 },
      { prompt_tokens_details: { cached_tokens: 0 }, cached_tokens: 64 },
      { prompt_tokens_details: null, prompt_cache_hit_tokens: 64 },
    ].map((cached): [string, object, unknown[]] => [
      `cached as ${JSON.stringify(cached)}`,
      { prompt_tokens: 100, completion_tokens: 7, ...cached },
      [100, 7, 64, false],
    ]),
  ])("%s", async (_name, usage, expected) => {
    expect(
      await billAnswers([{ choices: [{ message: { content: "x" } }], usage }], await readBounds()),
    ).toEqual(expected);
  });

  test("thoughts are beside what the caller allowed, where the upstream tells them apart", async () => {
    const usage = {
      prompt_tokens: 12,
      completion_tokens: 1,
      total_tokens: 241,
      completion_tokens_details: { reasoning_tokens: 228 },
    };
    const answer = [{ message: { content: "x" } }];
    const bounds = await readBounds({ max_tokens: 10 });
    expect(await billAnswers([{ choices: answer, usage }], bounds)).toEqual([12, 229, 0, false]);
  });
});
