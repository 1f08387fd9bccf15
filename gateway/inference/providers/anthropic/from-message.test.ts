import { expect, test } from "vitest";
import { InferenceError } from "../../errors/inference-error";
import { fromMessage } from "./from-message";

test.each<[string, object, object]>([
  [
    "what was written to the cache, by its time",
    {
      input_tokens: 11,
      output_tokens: 7,
      cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 6 },
    },
    { prompt_tokens: 22, completion_tokens: 7 },
  ],
  ["the answer alone", { output_tokens: 7 }, { completion_tokens: 7 }],
  ["the answer beside nonsense", { input_tokens: 1.5, output_tokens: 7 }, { completion_tokens: 7 }],
])("case 31: of a message's usage, %s is read", async (_name, usage, expected) => {
  const content = [null, { text: "no type" }, { type: "text", text: "a" }];
  const json = Buffer.from(JSON.stringify({ content, stop_reason: "end_turn", usage }));
  const toFailure = () => new InferenceError(502, "upstream_invalid_response", "It is no answer.");
  expect(fromMessage(json, { createdSeconds: 7, toFailure })).toMatchObject({
    choices: [{ message: { content: "a" } }],
    usage: expected,
  });
});
