import { expect, test } from "vitest";
import { parseInferenceRequest } from "./inference-request";
import { operations } from "./operation";

const user = { role: "user", content: "Hello" };
const chat = (change: object) =>
  parseInferenceRequest(
    Buffer.from(JSON.stringify({ model: "acme/x", messages: [user], ...change })),
  );
const completions = operations.find(({ path }) => path === "/completions");
const embeddings = operations.find(({ path }) => path === "/embeddings");

const createBody = (extraMembers: number) =>
  Buffer.from(
    JSON.stringify({
      model: "acme/x",
      messages: [{ role: "user", content: "Hello" }],
      ...Object.fromEntries(Array.from({ length: extraMembers }, (_, index) => [`x${index}`, 1])),
    }),
  );

test("parameters that the gateway does not know pass, in any number that makes sense", async () => {
  expect((await parseInferenceRequest(createBody(998))).members).toHaveLength(1_000);
});

test.each([999, 200_000])(
  "a body with %i members that nobody knows is refused, and says why",
  async (extra) => {
    await expect(parseInferenceRequest(createBody(extra))).rejects.toMatchObject({
      status: 400,
      message: "The request body must have at most 1000 members.",
    });
  },
);

test.each([
  ["model", { model: undefined }, "model is required and must be a string"],
  ["model", { model: 5 }, "model is required and must be a string"],
  ["model", { model: "" }, "model must not be empty"],
  ["messages", { messages: undefined }, "messages is required and must be a list"],
  ["messages", { messages: "hi" }, "messages is required and must be a list"],
  ["messages", { messages: null }, "messages is required and must be a list"],
  ["messages", { messages: [] }, "messages must hold at least one message"],
  ["messages[1]", { messages: [user, "hi"] }, "messages[1] must be an object"],
  [
    "messages[1].role",
    { messages: [user, { content: "hi" }] },
    "messages[1].role is required: user, system or assistant, say",
  ],
  ["stream", { stream: "true" }, "stream must be true or false"],
  ["n", { n: 0 }, "n must be a whole number from 1 to 1024"],
  ["n", { n: 1.5 }, "n must be a whole number from 1 to 1024"],
  ["n", { n: "2" }, "n must be a whole number from 1 to 1024"],
  ["max_tokens", { max_tokens: 0 }, "max_tokens must be a whole number of 1 or more"],
  ["max_tokens", { max_tokens: -1 }, "max_tokens must be a whole number of 1 or more"],
  ["max_tokens", { max_tokens: "10" }, "max_tokens must be a whole number of 1 or more"],
  [
    "max_completion_tokens",
    { max_completion_tokens: 2.5 },
    "max_completion_tokens must be a whole number of 1 or more",
  ],
  [
    "max_completion_tokens",
    { max_tokens: 5, max_completion_tokens: 5 },
    "send max_tokens or max_completion_tokens, not both",
  ],
])("a chat with a wrong %s is refused: %j", async (param, change, message) => {
  await expect(chat(change)).rejects.toMatchObject({ status: 400, param, message });
});

test.each([
  { stream: null, n: null, max_tokens: null, max_completion_tokens: null },
  { max_tokens: null, max_completion_tokens: 5 },
  { n: 1, max_tokens: 1, stream: false },
  { messages: [{ role: "developer" }, { role: "tool", tool_call_id: "1" }, { role: "new" }] },
  { messages: [{ role: "assistant", content: null, tool_calls: [] }] },
])("a chat that OpenAI's API takes is taken: %j", async (change) => {
  expect((await chat(change)).slug).toBe("acme/x");
});

test("a large chat is held to the same counts, and to have messages", async () => {
  const padding = "x".repeat(200_000);
  await expect(chat({ padding, max_tokens: 0 })).rejects.toMatchObject({ param: "max_tokens" });
  await expect(chat({ padding, messages: [] })).rejects.toMatchObject({ param: "messages" });
  expect(await chat({ padding, max_tokens: 7, n: 2 })).toMatchObject({
    completionTokensMax: 7,
    choices: 2,
  });
});

test("a completion of no tokens and counts of an embedding are the upstream's to judge", async () => {
  const prompt = Buffer.from('{"model":"acme/x","prompt":"hi","max_tokens":0,"best_of":3}');
  const completion = await parseInferenceRequest(prompt, completions);
  expect(completion).toMatchObject({ completionTokensMax: 0, generations: 3, choices: 1 });
  const input = Buffer.from('{"model":"acme/x","input":"hi","max_tokens":"many","n":0}');
  const embedding = await parseInferenceRequest(input, embeddings);
  expect(embedding).toMatchObject({ completionTokensMax: 0, choices: 1 });
});
