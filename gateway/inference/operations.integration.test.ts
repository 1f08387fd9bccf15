import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../testing/inference-fixture";
import { answerBytes, answerError, answerJson } from "../testing/upstream-double";

let fixture: InferenceFixture;
beforeAll(async () => {
  fixture = await openInferenceFixture();
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.upstream.calls.length = 0;
});

const lastRow = () => fixture.gateway.ledger.rows.at(-1);
const json = (body: object) =>
  fixture.upstream.answer((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });

test("embeddings pass through, are metered by their prompt, and count against limits", async () => {
  const { client } = await fixture.addGroup({
    models: [{ slug: fixtureSlug, usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 20 }] }],
  });
  json({
    object: "list",
    model: "target-model",
    data: [{ object: "embedding", index: 0, embedding: [0.1, 0.2] }],
    usage: { prompt_tokens: 15, total_tokens: 15 },
  });
  const answer = await client.embeddings.create({
    model: fixtureSlug,
    input: ["a text of some words", "another"],
    encoding_format: "float",
  });
  expect(answer.model).toBe(fixtureSlug);
  expect(answer.data[0]?.embedding).toEqual([0.1, 0.2]);
  expect(fixture.upstream.calls[0]?.path).toBe("/v1/embeddings");
  expect(lastRow()).toMatchObject({ inputTokens: 15, outputTokens: 0, estimated: false });
  await expect(
    client.embeddings.create({ model: fixtureSlug, input: [Array.from({ length: 6 }, () => 7)] }),
  ).rejects.toMatchObject({ status: 429 });
});

test("completions pass through, streamed and not", async () => {
  const { client } = await fixture.addGroup();
  const choice = (text: string, finish_reason: string | null) => ({
    id: "cmpl-1",
    object: "text_completion",
    created: 1,
    model: "target-model",
    choices: [{ index: 0, text, finish_reason, logprobs: null }],
  });
  const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
  json({ ...choice("once upon", "stop"), usage });
  const whole = await client.completions.create({ model: fixtureSlug, prompt: "Say" });
  expect(whole).toMatchObject({ model: fixtureSlug, choices: [{ text: "once upon" }] });
  expect(fixture.upstream.calls[0]?.path).toBe("/v1/completions");

  const data = [
    choice("once", null),
    choice(" upon", "stop"),
    { ...choice("", null), choices: [], usage },
  ];
  const events = [...data.map((each) => JSON.stringify(each)), "[DONE]"];
  fixture.upstream.answer(answerBytes(events.map((each) => Buffer.from(`data: ${each}\n\n`))));
  const texts: string[] = [];
  const stream = await client.completions.create({
    model: fixtureSlug,
    prompt: "Say",
    stream: true,
  });
  for await (const chunk of stream) texts.push(chunk.choices[0]?.text ?? "");
  expect(texts.join("")).toBe("once upon");
  expect(lastRow()).toMatchObject({ inputTokens: 3, outputTokens: 2, outcome: "completed" });
});

test("several prompts and best_of are reserved for, and a stream ends with the last of its choices", async () => {
  const threshold = 1_000;
  const { client } = await fixture.addGroup({
    models: [{ slug: fixtureSlug, usage_limits: [{ type: "TOKEN", unit: "DAY", threshold }] }],
  });
  const prompt = ["one", "two", "three"];
  const ask = (change: object) =>
    client.completions.create({ model: fixtureSlug, prompt, ...change });
  // 3 × 400, 3 × 2 × 200 and 3 × 5 × 100 are above 1,000; one list of tokens is one prompt.
  for (const change of [
    { max_tokens: 400 },
    { max_tokens: 200, n: 2 },
    { max_tokens: 100, best_of: 5 },
  ]) {
    await expect(ask(change)).rejects.toMatchObject({ status: 429 });
  }
  const choice = (index: number, text: string, finish_reason: string | null) => ({
    id: "cmpl-1",
    object: "text_completion",
    created: 1,
    model: "target-model",
    choices: [{ index, text, finish_reason, logprobs: null }],
  });
  const chunks = [0, 1, 2].flatMap((index) => [
    choice(index, `${index}`, null),
    choice(index, "", "stop"),
  ]);
  const events = [...chunks.map((each) => JSON.stringify(each)), "[DONE]"];
  fixture.upstream.answer(answerBytes(events.map((each) => Buffer.from(`data: ${each}\n\n`))));
  const texts: string[] = [];
  const stream = await client.completions.create({
    model: fixtureSlug,
    prompt,
    max_tokens: 100,
    stream: true,
  });
  for await (const chunk of stream) texts.push(chunk.choices[0]?.text ?? "");
  expect(texts.join("")).toBe("012");
  json({
    ...choice(0, "x", "stop"),
    usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
  });
  await ask({ prompt: [1, 2, 3], max_tokens: 400 });
});

test("a missing prompt is named", async () => {
  const { key } = await fixture.addGroup();
  for (const [path, member] of [
    ["completions", "prompt"],
    ["embeddings", "input"],
    ["chat/completions", "messages"],
  ]) {
    const response = await fetch(`${fixture.gateway.url}/v1/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ model: fixtureSlug }),
    });
    expect(response.status).toBe(400);
    expect((await response.json()).error.param).toBe(member);
  }
});

test("case 79: a call can be followed by the caller's trace and id, through to the upstream", async () => {
  const { key } = await fixture.addGroup();
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const headers = {
    authorization: `Bearer ${key}`,
    traceparent,
    tracestate: "vendor=1",
    "x-request-id": "customer-7",
  };
  const body = { model: fixtureSlug, messages: [{ role: "user", content: "hi" }] };
  for (const [script, status] of [
    [answerJson(), 200],
    [answerError(500, {}), 502],
  ] as const) {
    fixture.upstream.answer(script);
    const response = await fixture.post(key, body, { headers });
    expect(response.status).toBe(status);
    const ours = response.headers.get("x-request-id");
    expect(ours).toMatch(/^req_/);
    expect(response.headers.get("x-client-request-id")).toBe("customer-7");
    expect(fixture.upstream.calls.at(-1)?.headers).toMatchObject({
      traceparent,
      tracestate: "vendor=1",
      "x-request-id": "customer-7",
      "x-headgate-request-id": ours,
    });
  }
});
