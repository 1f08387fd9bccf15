import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAnswerPart } from "../answer/answer-usage";
import { createChunkReader } from "./chunk-reader";

const chunk = (delta: object, more: object = {}, choice: object = {}) => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  model: "target",
  choices: [{ index: 0, delta, finish_reason: null, ...choice }],
  ...more,
});
const usage = { prompt_tokens: 3, completion_tokens: 4 };

/** Reads all in one stream, and compares with reading each for itself. */
function expectSame(datas: readonly string[]): void {
  const read = createChunkReader();
  for (const data of datas) expect(read(Buffer.from(data))).toEqual(readAnswerPart(data));
}

const streams: [string, object[]][] = [
  ["content alone", ["The", " fox", "", " ", "é", "狐", "🦊"].map((content) => chunk({ content }))],
  [
    "text that JSON escapes",
    ['"', "\\", "\n", "\u0000", "\u007f", "</s>", "plain"].map((content) => chunk({ content })),
  ],
  [
    "the end of a stream",
    [
      chunk({ role: "assistant", content: "" }),
      chunk({ content: "a" }),
      chunk({ content: "stop" }),
      chunk({}, {}, { finish_reason: "stop" }),
      chunk({ content: "b" }, { usage }),
      { ...chunk({}), choices: [], usage },
      { error: { message: "stop" } },
    ],
  ],
  [
    "a text that another member has too",
    ["target", "chatcmpl-1", "assistant", "x"].map((content) =>
      chunk({ role: "assistant", content, refusal: null }, { note: content }),
    ),
  ],
  [
    "reasoning, then content, then a tool's arguments",
    [
      chunk({ reasoning_content: "hm" }),
      chunk({ reasoning_content: "so" }),
      chunk({ content: "Hi" }),
      chunk({ content: "so" }),
      chunk({ tool_calls: [{ index: 0, id: "c1", function: { name: "f", arguments: "" } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"a' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: "plain" } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: "other" } }] }),
    ],
  ],
  [
    "choices in turns",
    ["a", "b", "c", "d"].map((content, index) => chunk({ content }, {}, { index: index % 2 })),
  ],
];

test.each(streams)("%s is read as each chunk alone", (_name, chunks) => {
  expectSame(chunks.map((one) => JSON.stringify(one)));
});

test("what is no JSON is undefined, in the middle of a stream too", () => {
  const whole = JSON.stringify(chunk({ content: "a" }));
  expectSame([whole, whole.slice(0, -1), whole.replace("a", "\t"), "[1]", whole]);
});

test("a value written with escapes is not taken for the same value written plainly elsewhere", () => {
  const escaped = (model: string) =>
    `{"choices":[{"index":0,"delta":{"content":"\\u0073ame"}}],"model":"${model}"}`;
  expectSame([escaped("same"), escaped("other"), escaped("same")]);
});

describe("any stream", () => {
  const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("a", "stop", "target"));
  const delta = fc.record(
    { role: fc.constant("assistant"), content: fc.option(text), reasoning: text, refusal: text },
    { requiredKeys: [] },
  );
  const answer = fc
    .record({
      delta,
      finish_reason: fc.constantFrom(null, null, null, "stop", "length"),
      more: fc.constantFrom({}, {}, { usage }, { note: "a" }),
    })
    .map((one) => chunk(one.delta, one.more, { finish_reason: one.finish_reason }));

  test("is read as each chunk alone", () => {
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 12 }), (chunks) =>
        expectSame(chunks.map((one) => JSON.stringify(one))),
      ),
      { numRuns: 500 },
    );
  });
});
