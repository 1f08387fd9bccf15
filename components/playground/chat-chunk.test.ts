import { expect, test } from "vitest";
import { readChunk } from "./chat-chunk";

const chunk = (rest: object) =>
  JSON.stringify({ id: "x", object: "chat.completion.chunk", ...rest });

test("text, reasoning and the end of a stream's chunks are read", () => {
  const said = chunk({ choices: [{ index: 0, delta: { content: "Hi" }, finish_reason: null }] });
  expect(readChunk(said)).toMatchObject({ text: "Hi", reasoning: "", finishReason: null });
  const thought = chunk({ choices: [{ delta: { content: null, reasoning_content: "hm" } }] });
  expect(readChunk(thought)).toMatchObject({ text: "", reasoning: "hm" });
  const last = chunk({ choices: [{ delta: {}, finish_reason: "length" }] });
  expect(readChunk(last)?.finishReason).toBe("length");
});

test("the usage chunk has the tokens, cached ones told or not", () => {
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  const plain = chunk({ choices: [], usage });
  expect(readChunk(plain)?.tokens).toEqual({ prompt: 10, completion: 5, cached: 0 });
  const cached = chunk({ usage: { ...usage, prompt_tokens_details: { cached_tokens: 8 } } });
  expect(readChunk(cached)?.tokens?.cached).toBe(8);
  expect(readChunk(chunk({ choices: [], usage: { odd: true } }))?.tokens).toBeNull();
});

test("a whole answer reads like a chunk, and an error is one", () => {
  const whole = chunk({ choices: [{ message: { content: "All" }, finish_reason: "stop" }] });
  expect(readChunk(whole)).toMatchObject({ text: "All", finishReason: "stop", error: null });
  expect(readChunk(`{"error":{"message":"no"}}`)?.error).toEqual({ message: "no" });
});

test("what is no chunk is passed over", () => {
  for (const data of ["[DONE]", "", "5", `{"choices":7}`]) expect(readChunk(data)).toBeNull();
});
