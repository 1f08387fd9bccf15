import { expect, test } from "vitest";
import { type Answer, noAnswer } from "./answer";
import { gatewayBody, relayRequest } from "./chat-request";
import { noSettings, type Turn, toChatRequest } from "./conversation";

const settings = { ...noSettings, slug: " acme/glm " };

function turn(prompt: string, answer: Partial<Answer>): Turn {
  const request = toChatRequest(settings, [], prompt);
  return { id: 1, prompt, request, answer: { ...noAnswer, ...answer } };
}

test("a call carries what was answered or stopped before it, and nothing that failed", () => {
  const turns = [
    turn("one", { state: "done", text: "1" }),
    turn("failed", { state: "failed", text: "half" }),
    turn("empty", { state: "stopped" }),
    turn("stopped", { state: "stopped", text: "sto" }),
  ];
  const { messages } = toChatRequest({ ...settings, systemPrompt: "Be brief" }, turns, "next");
  expect(messages.map(({ role, content }) => `${role}: ${content}`)).toEqual([
    "system: Be brief",
    ...["user: one", "assistant: 1", "user: stopped", "assistant: sto", "user: next"],
  ]);
});

test("parameters left empty are left out, and 0 is not empty", () => {
  const bare = toChatRequest(settings, [], "hi");
  expect(Object.keys(bare)).toEqual(["model", "messages"]);
  expect(bare.model).toBe("acme/glm");
  const given = toChatRequest({ ...settings, temperature: "0", maxTokens: "64" }, [], "hi");
  expect(gatewayBody(given)).toMatchObject({
    ...{ temperature: 0, max_tokens: 64, stream: true },
    stream_options: { include_usage: true },
  });
});

test("a field's mistake is found under that field's name", () => {
  const wrong = { ...settings, slug: "", temperature: "hot", maxTokens: "1.5" };
  const parsed = relayRequest.safeParse({
    apiKey: "two words",
    request: toChatRequest(wrong, [], "hi"),
  });
  expect(parsed.error?.issues.map(({ path }) => path.join("."))).toEqual([
    ...["apiKey", "request.model", "request.temperature", "request.max_tokens"],
  ]);
});

test("a key is sent without the spaces around it, and never one that can't stand in a header", () => {
  const request = toChatRequest(settings, [], "hi");
  expect(relayRequest.parse({ apiKey: " sky_1.abc\n", request }).apiKey).toBe("sky_1.abc");
  for (const apiKey of ["", "  ", "a\r\nx-evil: 1", "ключ", "x".repeat(513)]) {
    expect(relayRequest.safeParse({ apiKey, request }).success, apiKey).toBe(false);
  }
});
