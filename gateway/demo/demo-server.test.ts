import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDemoServer, demoModel } from "./demo-server";

const server = createDemoServer({ tokenMs: 0 });
let client: OpenAI;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  client = new OpenAI({ apiKey: "any", baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const messages = [{ role: "user" as const, content: "Hello, 世界 👋" }];

test("it says that it is the demo, quotes the question, and counts real tokens", async () => {
  const answer = await client.chat.completions.create({ model: "any/thing", messages });
  expect(answer.choices[0]?.message.content).toMatch(
    /Headgate's bundled demo model.*Hello, 世界 👋/,
  );
  expect(answer.usage?.prompt_tokens).toBeGreaterThan(4);
  expect(answer.usage?.completion_tokens).toBeGreaterThan(20);
});

test("a stream carries the same text token by token, and the usage when asked", async () => {
  const whole = await client.chat.completions.create({ model: "m", messages });
  const stream = await client.chat.completions.create({
    model: "m",
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = "";
  let completionTokens = 0;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? "";
    completionTokens = chunk.usage?.completion_tokens ?? completionTokens;
  }
  expect(completionTokens).toBe(whole.usage?.completion_tokens);
  expect(text).toBe(whole.choices[0]?.message.content);
  expect(text).toContain("世界 👋");
});

test("max_tokens is honoured, and the finish reason says so", async () => {
  const answer = await client.chat.completions.create({ model: "m", messages, max_tokens: 3 });
  expect(answer.usage?.completion_tokens).toBe(3);
  expect(answer.choices[0]?.finish_reason).toBe("length");
});

test("bad input gets a 400, and the model list names the demo", async () => {
  await expect(client.chat.completions.create({ model: "m", messages: [] })).rejects.toThrow(
    OpenAI.BadRequestError,
  );
  const models = await client.models.list();
  expect(models.data.map(({ id }) => id)).toEqual([demoModel]);
});
