// What is counted, charged and refused, through the whole gateway.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import {
  answerJson,
  answerStream,
  chunkJson,
  deltaChunk,
  gate,
  usageChunk,
} from "../../testing/upstream-double";
import { countTokens } from "./count-tokens";

let fixture: InferenceFixture;
beforeAll(async () => {
  fixture = await openInferenceFixture();
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.gateway.ledger.rows.length = 0;
});

const eventually = { timeout: 60_000, interval: 20 };
const lastRow = () => fixture.gateway.ledger.rows.at(-1);
const toMessages = (content: unknown) => [{ role: "user", content }];
const perMinute = (threshold: number) => [
  {
    slug: fixtureSlug,
    rate_limits: [{ type: "TOKEN" as const, unit: "MINUTE" as const, threshold }],
  },
];
const rows = Array.from({ length: 5_000 }, (_, row) => `${row},name ${row},${row * 7}\n`).join("");

test("case 28: a limit sees a text that looks like an attachment, and one sound as one sound", async () => {
  fixture.upstream.answer(answerJson());
  const small = await fixture.addGroup({ models: perMinute(2_000) });
  const ask = (key: string, content: unknown) =>
    fixture.post(key, { model: fixtureSlug, max_tokens: 10, messages: toMessages(content) });
  const refused = await ask(small.key, `data: ${rows}`);
  expect(refused.status).toBe(429);
  expect((await refused.json()).error.message).toContain("can never fit");

  const larger = await fixture.addGroup({ models: perMinute(50_000) });
  const sound = { data: Buffer.alloc(150_000, 7).toString("base64"), format: "wav" };
  const heard = await ask(larger.key, [{ type: "input_audio", input_audio: sound }]);
  expect(heard.status).toBe(200);
});

test("case 29: documents beside the messages count against a limit", async () => {
  const group = await fixture.addGroup({ models: perMinute(2_000) });
  const body = { model: fixtureSlug, messages: toMessages("hi"), documents: [{ text: rows }] };
  expect((await fixture.post(group.key, body)).status).toBe(429);
});

test("case 30: pictures of one group change nothing for another's aborted stream and limit", async () => {
  const [one, other] = [
    await fixture.addGroup(),
    await fixture.addGroup({ models: perMinute(4_000) }),
  ];
  const image = { type: "image_url", image_url: { url: "https://a.b/c.png" } };
  fixture.upstream.answer(answerJson({ usage: { prompt: 1_600, completion: 5 } }));
  for (let call = 0; call < 20; call++) {
    const body = { model: fixtureSlug, messages: toMessages([image, image, image]) };
    await (await fixture.post(one.key, body)).text();
  }
  const words = toMessages("word ".repeat(1_000));
  const started = gate();
  fixture.upstream.answer(async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${deltaChunk("one two")}\n\n`);
    started.open();
  });
  const caller = new AbortController();
  const stream = await fixture.post(
    other.key,
    { model: fixtureSlug, messages: words, stream: true },
    { signal: caller.signal },
  );
  await stream.body?.getReader().read();
  await started.opened;
  caller.abort();
  await expect.poll(() => lastRow()?.outcome, eventually).toBe("aborted");
  const counted = await countTokens(["word ".repeat(1_000)]);
  expect(lastRow()).toMatchObject({ inputTokens: counted + 7, outputTokens: 2 });
  fixture.upstream.answer(answerJson({ usage: { prompt: 1_000, completion: 5 } }));
  const body = { model: fixtureSlug, messages: words, max_tokens: 500 };
  expect((await fixture.post(other.key, body)).status).toBe(200);
});

test("case 31: usage in a content chunk stands when a chunk of zeros follows", async () => {
  const { key } = await fixture.addGroup();
  const choices = [{ index: 0, delta: { content: "Hello" }, finish_reason: "stop" }];
  const usage = { prompt_tokens: 11, completion_tokens: 7 };
  fixture.upstream.answer(
    answerStream([
      chunkJson({ choices, usage }),
      usageChunk({ prompt: 0, completion: 0 }),
      "[DONE]",
    ]),
  );
  const body = { model: fixtureSlug, messages: toMessages("hi"), stream: true };
  await (await fixture.post(key, body)).text();
  expect(lastRow()).toMatchObject({ inputTokens: 11, outputTokens: 7, estimated: false });
});

test("case 31: a count that can't be true blocks nobody, and is marked as estimated", async () => {
  const group = await fixture.addGroup({
    models: [
      { slug: fixtureSlug, usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 1_000 }] },
    ],
  });
  const body = { model: fixtureSlug, messages: toMessages("hi"), max_tokens: 10 };
  for (const usage of [
    { prompt: 11, completion: 4_294_967_295 },
    { prompt: 0, completion: 0 },
  ]) {
    fixture.upstream.answer(answerJson({ usage, text: "one two three" }));
    expect((await fixture.post(group.key, body)).status).toBe(200);
    expect(lastRow()).toMatchObject({ outputTokens: 3, estimated: true });
  }
});

test("a reason in every chunk: each goes out as the next one comes, the newest with its event", async () => {
  const { key } = await fixture.addGroup();
  const words = ["one", "two", "three", "four"];
  const steps = words.map(() => gate());
  fixture.upstream.answer(async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const [index, word] of words.entries()) {
      response.write(`data: ${deltaChunk(word, "stop")}\n\n`);
      await steps[index]?.opened;
    }
    response.end(`data: ${usageChunk({ prompt: 3, completion: 4 })}\n\ndata: [DONE]\n\n`);
  });
  const body = { model: fixtureSlug, messages: toMessages("hi"), stream: true };
  const stream = fixture.post(key, body);
  // Nothing is sent while the first chunk may be the last.
  steps[0]?.open();
  const reader = (await stream).body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (const [index, word] of words.slice(0, -1).entries()) {
    while (!text.includes(`"${word}"`)) text += (await reader?.read())?.value ?? "";
    expect(text).not.toContain(`"${words[index + 1]}"`);
    expect(fixture.gateway.ledger.rows).toEqual([]);
    steps[index + 1]?.open();
  }
  steps.at(-1)?.open();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    text += part.value;
  }
  expect(text.match(/"content":"\w+"/g)).toHaveLength(4);
  expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
  expect(fixture.gateway.ledger.rows).toMatchObject([{ inputTokens: 3, outputTokens: 4 }]);
});
