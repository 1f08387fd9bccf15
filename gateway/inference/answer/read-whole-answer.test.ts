// A large answer is billed as a small one that says the same.
import { expect, test } from "vitest";
import { promptTokens, readBounds } from "../../testing/bill-answers";
import { readAnswerPart } from "./answer-usage";
import { billedUsage } from "./billed-usage";
import { readWholeAnswer } from "./read-whole-answer";

const bytes = "QUJD".repeat(100_000);
const said = 'a "quoted"\n\tline, größer\n'.repeat(8_000);
const text = { role: "assistant", content: "x y z" };

test.each<[string, object, object | null]>([
  [
    "a sound",
    { content: null, audio: { id: "a", data: bytes, transcript: "x y z" } },
    { prompt_tokens: 11, completion_tokens: 200 },
  ],
  [
    "a sound that nobody counted",
    { content: null, audio: { id: "a", data: bytes, transcript: "x y z" } },
    null,
  ],
  ["a long transcript", { content: null, audio: { data: bytes, transcript: said } }, null],
  [
    "a picture",
    { ...text, images: [{ type: "image_url", image_url: { url: bytes } }] },
    { prompt_tokens: 11, completion_tokens: 1_290 },
  ],
  [
    "a picture among parts",
    {
      content: [
        { type: "text", text: "x" },
        { type: "image", data: bytes },
      ],
    },
    { prompt_tokens: 11, completion_tokens: 1_290 },
  ],
  ["a signature", { ...text, signature: bytes }, { prompt_tokens: 11, completion_tokens: 5 }],
  ["a long text", { content: said }, null],
  ["long thoughts", { ...text, reasoning_content: said }, null],
  [
    "a long call",
    { tool_calls: [{ id: "a", function: { name: "f", arguments: JSON.stringify({ said }) } }] },
    null,
  ],
])("case 31: %s in a large answer is billed as in a small one", async (_name, message, usage) => {
  const choices = [{ index: 0, message, finish_reason: "stop" }];
  const json = JSON.stringify({ choices, ...(usage && { usage }) });
  const basis = { promptTokens, bounds: await readBounds() };
  const large = (await readWholeAnswer(Buffer.from(json)))?.part;
  const small = readAnswerPart(json);
  const [one, other] = await Promise.all(
    [large, small].map((part) => billedUsage(part?.usage, part?.texts ?? [], basis)),
  );
  expect(large?.isAnswer).toBe(true);
  expect(one?.isEstimated).toBe(usage === null);
  expect(one?.isEstimated).toBe(other?.isEstimated);
  const tokens = other?.usage.outputTokens ?? 0;
  expect(Math.abs((one?.usage.outputTokens ?? 0) - tokens)).toBeLessThanOrEqual(tokens * 0.02);
});

test("case 31: a large completion that nobody counted is counted", async () => {
  const json = Buffer.from(JSON.stringify({ choices: [{ text: said, finish_reason: "stop" }] }));
  const texts = (await readWholeAnswer(json))?.part.texts;
  expect(texts?.join("")).toBe(said);
});
