import { expect, test } from "vitest";
import { parseInferenceRequest } from "../request/inference-request";
import { countPrompt } from "./count-prompt";
import { countTokens } from "./count-tokens";

const countBody = async (body: object) =>
  countPrompt(await parseInferenceRequest(Buffer.from(JSON.stringify({ model: "a/b", ...body }))));
const countText = async (body: object) => (await countBody(body)).textTokens;

test("texts are counted in pieces as they are whole, special tokens as text", async () => {
  expect(await countTokens(["The quick brown fox jumps over the lazy dog. ".repeat(1_000)])).toBe(
    10_001,
  );
  expect(await countTokens(["<|endoftext|>"])).toBeGreaterThan(3);
  expect(await countTokens(["👋".repeat(2_000)])).toBeGreaterThan(1_000);
});

test.each([
  ["words", "The quick brown fox jumps over the lazy dog. ".repeat(200_000), 2_000_001],
  ["one word", "x".repeat(9_000_000), 9_000_000 / 8],
])("an endless text of %s is counted by samples, quickly", async (_name, text, expected) => {
  const before = process.cpuUsage();
  const tokens = await countTokens([text]);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(1_500);
  expect(Math.abs(tokens / expected - 1)).toBeLessThan(0.02);
});

test("the prompt is messages, tools and their overhead; an image is no text", async () => {
  const text = await countText({ messages: [{ role: "user", content: "one two three" }] });
  expect(text).toBe(3 + 4 + 3);
  const image = {
    type: "image_url",
    image_url: { url: `data:image/png;base64,${"A".repeat(50_000)}` },
  };
  const parts = [{ type: "text", text: "one two three" }, image];
  expect(await countBody({ messages: [{ role: "user", content: parts }] })).toEqual({
    textTokens: text,
    attachments: { image: 1 },
  });
});

test("a large prompt is counted by samples, within a tenth of the truth", async () => {
  const words = Array.from({ length: 60_000 }, (_, index) => `word${index % 977}`).join(" ");
  const counted = await countTokens([words]);
  const sampled = await countText({ messages: [{ role: "user", content: words }] });
  expect(Math.abs(sampled / counted - 1)).toBeLessThan(0.1);
});
