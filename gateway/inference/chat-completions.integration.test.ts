import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type FixtureGroup,
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../testing/inference-fixture";
import {
  answerBytes,
  answerError,
  answerJson,
  answerStream,
  answerWords,
  deltaChunk,
  usageChunk,
} from "../testing/upstream-double";

let fixture: InferenceFixture;
let group: FixtureGroup;
const messages = [{ role: "user" as const, content: "Say hello, 世界 👋" }];
const create = (change: object = {}) =>
  group.client.chat.completions.create({ model: fixtureSlug, messages, ...change });

beforeAll(async () => {
  fixture = await openInferenceFixture();
  group = await fixture.addGroup();
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.upstream.answer(answerJson());
  fixture.upstream.calls.length = 0;
  fixture.gateway.ledger.rows.length = 0;
});

async function collect(stream: AsyncIterable<OpenAI.ChatCompletionChunk>) {
  const chunks: OpenAI.ChatCompletionChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return { chunks, text: chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("") };
}

test("the stock SDK gets an answer whose model is the slug, and one event is billed", async () => {
  fixture.upstream.answer(answerJson({ usage: { prompt: 12, completion: 7, cached: 4 } }));
  const { data, response } = await create({ metadata: { order: "42" } }).withResponse();
  expect(data.model).toBe(fixtureSlug);
  expect(data.choices[0]?.message.content).toBe("Hello");
  expect(response.headers.get("x-request-id")).toMatch(/^req_/);
  expect(fixture.gateway.ledger.rows).toMatchObject([
    {
      modelSlug: fixtureSlug,
      groupId: group.id,
      apiKeyPrefix: group.key.slice(0, 16),
      requestId: response.headers.get("x-request-id"),
      requestMetadata: '{"order":"42"}',
      inputTokens: 12,
      outputTokens: 7,
      cachedInputTokens: 4,
      estimated: false,
      outcome: "completed",
      billable: true,
    },
  ]);
  expect(await fixture.gateway.deps.counters.openReservations()).toBe(0);
});

test("the upstream gets its own model name and credential, and every other byte as it was sent", async () => {
  const body = `{ "messages" : [{"role":"user","content":"\\u00e9 \\ud83d\\udc4b é"}],\n "model":"${fixtureSlug}",
    "seed": 12345678901234567890, "temperature":1.0, "x_unknown": {"model":"${fixtureSlug}","b":1e2},
    "tools":[{"type":"function","function":{"name":"f","parameters":{}}}], "response_format":{"type":"text"} }`;
  const response = await fixture.post(group.key, body);
  expect(response.status).toBe(200);
  const [call] = fixture.upstream.calls;
  expect(call?.path).toBe("/v1/chat/completions");
  expect(call?.headers.authorization).toBe("Bearer sk-upstream-key");
  expect(call?.body).toBe(body.replace(`"model":"${fixtureSlug}",\n`, `"model":"target-model",\n`));
});

test("a stream comes through chunk by chunk with the slug, without the usage nobody asked for", async () => {
  fixture.upstream.answer(answerWords(["Hel", "lo ", "世界 👋"], { prompt: 9, completion: 4 }));
  const { chunks, text } = await collect(
    await group.client.chat.completions.create({ model: fixtureSlug, messages, stream: true }),
  );
  expect(text).toBe("Hello 世界 👋");
  expect(new Set(chunks.map((chunk) => chunk.model))).toEqual(new Set([fixtureSlug]));
  expect(chunks.some((chunk) => chunk.usage)).toBe(false);
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("stop");
  expect(JSON.parse(fixture.upstream.calls[0]?.body ?? "").stream_options).toEqual({
    include_usage: true,
  });
  expect(fixture.gateway.ledger.rows).toMatchObject([
    { inputTokens: 9, outputTokens: 4, estimated: false, outcome: "completed" },
  ]);
});

test("a caller who asks for the usage chunk gets it", async () => {
  fixture.upstream.answer(answerWords(["Hi"], { prompt: 9, completion: 4 }));
  const { chunks } = await collect(
    await group.client.chat.completions.create({
      model: fixtureSlug,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    }),
  );
  expect(chunks.at(-1)?.usage?.completion_tokens).toBe(4);
});

test.each(["\n", "\r\n"])(
  "a stream cut at every byte arrives whole, with %j line ends and comments",
  async (lineEnd) => {
    const data = [deltaChunk("né"), deltaChunk("世界👋"), deltaChunk("", "stop")];
    const text = `: ping${lineEnd}${lineEnd}${[
      ...data,
      usageChunk({ prompt: 3, completion: 2 }),
      "[DONE]",
    ]
      .map((each) => `data: ${each}${lineEnd}${lineEnd}`)
      .join("")}`;
    const bytes = Buffer.from(text);
    fixture.upstream.answer(
      answerBytes(Array.from(bytes, (_, index) => bytes.subarray(index, index + 1))),
    );
    const response = await fixture.post(group.key, { model: fixtureSlug, messages, stream: true });
    expect(await response.text()).toBe(
      text
        .replace(`data: ${usageChunk({ prompt: 3, completion: 2 })}${lineEnd}${lineEnd}`, "")
        .replaceAll('"model":"target-model"', `"model":"${fixtureSlug}"`),
    );
    expect(fixture.gateway.ledger.rows).toMatchObject([{ inputTokens: 3, outputTokens: 2 }]);
  },
);

test("content that looks like a model member is not rewritten", async () => {
  const content = '{"model":"target-model"}';
  fixture.upstream.answer(answerStream([deltaChunk(content), deltaChunk("", "stop"), "[DONE]"]));
  const { text } = await collect(
    await group.client.chat.completions.create({ model: fixtureSlug, messages, stream: true }),
  );
  expect(text).toBe(content);
});

test("case 16: an upstream without usage is counted here, and the event says that it is an estimate", async () => {
  fixture.upstream.answer(answerJson({ text: "one two three four", usage: null }));
  await create();
  fixture.upstream.answer(answerWords(["one two", " three four"], null));
  await collect(
    await group.client.chat.completions.create({ model: fixtureSlug, messages, stream: true }),
  );
  expect(fixture.gateway.ledger.rows).toMatchObject([
    { outputTokens: 4, estimated: true },
    { outputTokens: 4, estimated: true },
  ]);
  expect(fixture.gateway.ledger.rows[0]?.inputTokens).toBeGreaterThan(5);
});

test("both credential schemes work; unknown, management and absent keys are an AuthenticationError", async () => {
  for (const scheme of ["Api-Key", "Bearer", "bearer"]) {
    const response = await fixture.post(
      group.key,
      { model: fixtureSlug, messages },
      {
        headers: { authorization: `${scheme} ${group.key}` },
      },
    );
    expect(response.status).toBe(200);
  }
  const wrongSecret = `${group.key.slice(0, -2)}zz`;
  for (const key of ["nonsense", wrongSecret, fixture.gateway.managementKey, "x".repeat(5_000)]) {
    await expect(
      fixture.createClient(key).chat.completions.create({ model: fixtureSlug, messages }),
    ).rejects.toMatchObject({ status: 401, code: "invalid_api_key" });
  }
  await expect(fixture.createClient("nonsense").models.list()).rejects.toBeInstanceOf(
    OpenAI.AuthenticationError,
  );
  const none = await fetch(`${fixture.gateway.url}/v1/models`);
  expect(none.status).toBe(401);
  expect(none.headers.get("x-request-id")).toMatch(/^req_/);
});

test("a slug outside the set and a slug without endpoint are the same NotFoundError", async () => {
  const dangling = await fixture.addGroup({ models: [{ slug: "acme/dangling" }] });
  const errors = await Promise.all(
    [
      create({ model: "acme/dangling" }),
      dangling.client.chat.completions.create({ model: "acme/dangling", messages }),
    ].map((call) =>
      call.then(
        () => undefined,
        (error: unknown) => error,
      ),
    ),
  );
  for (const error of errors) {
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ code: "model_not_found" });
  }
  expect(String(errors[0])).toBe(String(errors[1]));
});

test.each([
  ["no JSON", "{", "The request body is not valid JSON."],
  ["no object", "[]", "The request body must be a JSON object."],
  ["no model", { messages }, "model is required and must be a string"],
  ["no messages", { model: fixtureSlug }, "messages is required and must be a list"],
  [
    "a wrong stream",
    { model: fixtureSlug, messages, stream: "yes" },
    "stream must be true or false",
  ],
  [
    "an empty chat",
    { model: fixtureSlug, messages: [] },
    "messages must hold at least one message",
  ],
  [
    "a wrong maximum",
    { model: fixtureSlug, messages, max_tokens: 0 },
    "max_tokens must be a whole number of 1 or more",
  ],
  ["two models", `{"model":"a","model":"b","messages":[]}`, "model is sent twice"],
])("%s is a 400 that calls nobody", async (_name, body, message) => {
  const response = await fixture.post(group.key, body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { type: "invalid_request_error", message },
  });
  expect(fixture.upstream.calls).toHaveLength(0);
});

test("an upstream's complaint about the request is a BadRequestError without the target's name", async () => {
  fixture.upstream.answer(
    answerError(400, { error: { message: "target-model has no tools", param: "tools" } }),
  );
  const error = await create().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(OpenAI.BadRequestError);
  expect(error).toMatchObject({ param: "tools" });
  expect(String(error)).toContain(`${fixtureSlug} has no tools`);
});

test.each([
  [500, 502],
  [401, 502],
  [404, 502],
  [301, 502],
  [503, 503],
  [429, 503],
  [504, 504],
])(
  "an upstream's %i is answered with %i, counted as a request and not billed",
  async (status, expected) => {
    fixture.upstream.answer(answerError(status, { error: { message: "secret detail" } }));
    const response = await fixture.post(group.key, { model: fixtureSlug, messages });
    expect(response.status).toBe(expected);
    expect(await response.text()).not.toContain("secret detail");
    expect(fixture.gateway.ledger.rows).toMatchObject([
      {
        billable: false,
        outcome: "upstream_error",
        inputTokens: 0,
        outputTokens: 0,
        failure: { status },
      },
    ]);
    expect(await fixture.gateway.deps.counters.openReservations()).toBe(0);
  },
);

test("an upstream that does not know the address or the model is said to, with where to look", async () => {
  fixture.upstream.answer(answerError(404, {}));
  const answer = await fixture.post(group.key, { model: fixtureSlug, messages });
  expect(await answer.json()).toMatchObject({
    error: {
      code: "upstream_error",
      message:
        "The model's server answered 404: its operator should check Base URL and Target model.",
    },
  });
});

test("an answer that is no JSON is a 502", async () => {
  fixture.upstream.answer(answerError(200, "<html>"));
  expect((await fixture.post(group.key, { model: fixtureSlug, messages })).status).toBe(502);
});

test("the models list holds the served slugs of the group only", async () => {
  const both = await fixture.addGroup({
    models: [{ slug: "acme/unserved" }, { slug: fixtureSlug }],
  });
  const models = await both.client.models.list();
  expect(models.data).toEqual([
    { id: fixtureSlug, object: "model", created: expect.any(Number), owned_by: "acme" },
  ]);
});

test("one connection to the upstream serves calls that follow each other", async () => {
  for (let call = 0; call < 3; call++) await create();
  fixture.upstream.answer(answerWords(["Hi"]));
  await collect(
    await group.client.chat.completions.create({ model: fixtureSlug, messages, stream: true }),
  );
  const connections = fixture.upstream.calls.map((call) => call.connection);
  expect(new Set(connections).size).toBe(1);
});

test("no log line holds a key or an upstream secret", async () => {
  await create();
  await fixture
    .createClient(`${group.key}x`)
    .models.list()
    .catch(() => {});
  const log = fixture.gateway.logLines.join("\n");
  expect(log).not.toContain(group.key);
  expect(log).not.toContain("sk-upstream-key");
});
