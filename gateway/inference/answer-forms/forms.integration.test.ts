// The answer has the form that was asked for, whatever form the upstream chose.
import type OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type FixtureGroup,
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { completion, delta, done, usageOnly } from "../../testing/replays/replay";

let fixture: InferenceFixture;
let group: FixtureGroup;
const messages = [{ role: "user" as const, content: "Hello" }];
const usage = { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 };

beforeAll(async () => {
  fixture = await openInferenceFixture();
  group = await fixture.addGroup();
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.gateway.ledger.rows.length = 0;
});

const rows = () => fixture.gateway.ledger.rows;
/** Byte by byte, so that nothing is told by the first of them. */
function answerSlowly(type: string, body: string): void {
  fixture.upstream.answer(async (response) => {
    response.writeHead(200, { "content-type": type });
    for (const byte of Buffer.from(body).subarray(0, 12)) {
      await new Promise<void>((done) =>
        response.write(Buffer.from([byte]), () => setImmediate(done)),
      );
    }
    response.end(Buffer.from(body).subarray(12));
  });
}
function answer(type: string | undefined, body: string): void {
  fixture.upstream.answer((response) => {
    response.writeHead(200, type === undefined ? {} : { "content-type": type });
    response.end(body);
  });
}
const events = (...data: object[]) =>
  `${data.map((each) => `data: ${JSON.stringify(each)}\n\n`).join("")}${done}`;

const calls = [
  { id: "a", type: "function" as const, function: { name: "one", arguments: '{"n":1}' } },
  { id: "b", type: "function" as const, function: { name: "two", arguments: "{}" } },
];
const message = { content: "Hi", reasoning_content: "Hm", tool_calls: calls };
const whole = completion(message, "tool_calls", {
  usage,
  system_fingerprint: "fp",
  object: "chat.completion",
});
const chunks = [
  delta({ role: "assistant", content: "" }, null, { system_fingerprint: "fp" }),
  delta({ reasoning_content: "H" }),
  delta({ reasoning_content: "m" }),
  delta({ content: "H" }),
  delta({ content: "i" }),
  delta({
    tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "one", arguments: "" } }],
  }),
  delta({ tool_calls: [{ index: 0, function: { arguments: '{"n"' } }] }),
  delta({
    tool_calls: [
      { index: 0, id: "a", type: "function", function: { name: "one", arguments: ":1}" } },
    ],
  }),
  delta({
    tool_calls: [
      { index: 1, id: "b", type: "function", function: { name: "two", arguments: "{}" } },
    ],
  }),
  delta({}, "tool_calls"),
  usageOnly(usage),
];

test.each([
  ["as JSON", "application/json", JSON.stringify(whole)],
  ["as indented JSON", "application/json; charset=utf-8", JSON.stringify(whole, null, 2)],
  ["as JSON that is called a stream", "text/event-stream", JSON.stringify(whole, null, 2)],
  ["as a stream without a name", undefined, events(...chunks)],
  ["as a stream that is called a text", "text/plain", `: hello\n\n${events(...chunks)}`],
  ["as JSON behind a byte order mark", "application/json", `\ufeff${JSON.stringify(whole)}`],
  ["as JSON behind blank lines", "application/json", `\n\n${JSON.stringify(whole)}`],
  ["as a stream behind a byte order mark", "application/json", `\ufeff${events(...chunks)}`],
  ["as a stream behind a blank line", "application/json", `\n${events(...chunks)}`],
])(
  "case 40: who asked for a stream gets one that accumulates to the answer that came %s",
  async (_name, type, body) => {
    if (type === "application/json") answerSlowly(type, body);
    else answer(type, body);
    const stream = group.client.chat.completions.stream({ model: fixtureSlug, messages });
    const final = await stream.finalChatCompletion();
    expect(final.model).toBe(fixtureSlug);
    const [choice] = final.choices;
    expect(choice?.message).toMatchObject({ role: "assistant", content: "Hi" });
    expect(choice?.message.tool_calls).toMatchObject(calls);
    expect(choice?.finish_reason).toBe("tool_calls");
    expect(rows()).toMatchObject([
      { inputTokens: 9, outputTokens: 5, estimated: false, outcome: "completed" },
    ]);
    const raw = await fixture.post(group.key, { model: fixtureSlug, messages, stream: true });
    expect(raw.headers.get("content-type")).toContain("text/event-stream");
    const text = await raw.text();
    expect(text).toContain('"reasoning_content":"H');
    expect(text).not.toContain('"usage":{');
    expect(text.endsWith(done)).toBe(true);
  },
);

test.each([
  ["as a stream", "text/event-stream", events(...chunks)],
  ["as a stream that is called JSON", "application/json", events(...chunks)],
  ["as JSON behind a byte order mark", "application/json", `\ufeff${JSON.stringify(whole)}`],
  ["as a stream behind a byte order mark", "application/json", `\ufeff${events(...chunks)}`],
  ["as a stream with signs of life", "text/event-stream", events({ type: "ping" }, ...chunks)],
  [
    "as a stream whose usage comes early",
    "text/event-stream",
    events(
      ...chunks.slice(0, -1),
      usageOnly(usage),
      usageOnly({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }),
    ),
  ],
  ["as JSON that is called a stream", "text/event-stream", JSON.stringify(whole, null, 2)],
])(
  "case 40: who asked for a whole answer gets it, though it came %s",
  async (_name, type, body) => {
    answer(type, body);
    const got = await group.client.chat.completions.create({ model: fixtureSlug, messages });
    expect(got).toEqual({
      ...whole,
      model: fixtureSlug,
      choices: [
        { index: 0, finish_reason: "tool_calls", message: { role: "assistant", ...message } },
      ],
    });
    expect(rows()).toMatchObject([
      { inputTokens: 9, outputTokens: 5, estimated: false, outcome: "completed" },
    ]);
  },
);

test("case 40: the usage comes in a stream of a whole answer where it was asked for", async () => {
  answer("application/json", JSON.stringify(whole));
  const stream = await group.client.chat.completions.create({
    model: fixtureSlug,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  const all: OpenAI.ChatCompletionChunk[] = [];
  for await (const chunk of stream) all.push(chunk);
  expect(all.at(-1)).toMatchObject({ choices: [], usage, object: "chat.completion.chunk" });
});

test("case 40: completions and several choices change their form as well", async () => {
  const choice = (index: number, text: string, finish_reason: string | null) => ({
    index,
    text,
    logprobs: null,
    finish_reason,
  });
  const completions = { id: "c", object: "text_completion", created: 1, model: "m" };
  const ask = { model: fixtureSlug, prompt: ["a", "b"] };
  answer(
    "application/json",
    JSON.stringify({
      ...completions,
      choices: [choice(0, "one", "stop"), choice(1, "two", "length")],
      usage,
    }),
  );
  const texts = ["", ""];
  const finishes: unknown[] = [];
  for await (const chunk of await group.client.completions.create({ ...ask, stream: true })) {
    for (const { index, text, finish_reason } of chunk.choices) {
      texts[index] += text;
      finishes[index] = finish_reason ?? finishes[index];
    }
  }
  expect({ texts, finishes }).toEqual({ texts: ["one", "two"], finishes: ["stop", "length"] });
  answer(
    "text/event-stream",
    events(
      { ...completions, choices: [choice(1, "t", null)] },
      { ...completions, choices: [choice(0, "one", "stop")] },
      { ...completions, choices: [choice(1, "wo", "length")], usage },
    ),
  );
  const got = await group.client.completions.create(ask);
  expect(got.choices).toEqual([choice(0, "one", "stop"), choice(1, "two", "length")]);
});

test.each([
  ["breaks off", `data: ${JSON.stringify(delta({ content: "Hel" }))}\n\n`],
  ["fails", `data: ${JSON.stringify(delta({ content: "Hel" }))}\n\ndata: {"error":"busy"}\n\n`],
  ["fails by name", "event: error\ndata: busy\n\n"],
  ["is no answer", done],
  ["is a text", "data: busy\n\n"],
  ["is empty", ""],
])("case 40: a stream that nobody asked for and that %s is a 502", async (_name, body) => {
  answer("text/event-stream", body);
  const response = await fixture.post(group.key, { model: fixtureSlug, messages });
  expect(response.status).toBe(502);
  expect(rows()).toMatchObject([{ outcome: "upstream_error", billable: false }]);
});

const call = (change: object, name?: string, written = "{}") => ({
  ...change,
  function: { ...(name && { name }), arguments: written },
});
test.each<[string, object[]]>([
  ["all with one index", [call({ index: 0, id: "a" }, "f"), call({ index: 0, id: "b" }, "g")]],
  ["without an index", [call({ id: "a" }, "f"), call({ id: "b" }, "g")]],
  [
    "in pieces without an index",
    [
      call({ id: "a" }, "f", "{"),
      call({ id: "a" }, undefined, "}"),
      call({ id: "b" }, "g", "{"),
      call({}, undefined, "}"),
    ],
  ],
  [
    "in turns",
    [
      call({ index: 1, id: "b" }, "g", "{"),
      call({ index: 0, id: "a" }, "f", "{"),
      call({ index: 1 }, undefined, "}"),
      call({ index: 0 }, undefined, "}"),
    ],
  ],
])("case 40: calls that are streamed %s are those of the whole answer", async (_name, pieces) => {
  const deltas = pieces.map((piece) => delta({ tool_calls: [piece] }));
  answer("text/event-stream", events(...deltas, delta({}, "tool_calls")));
  const got = await group.client.chat.completions.create({ model: fixtureSlug, messages });
  const made = got.choices[0]?.message.tool_calls ?? [];
  expect(made.toSorted((one, other) => (one.id < other.id ? -1 : 1))).toMatchObject([
    { id: "a", function: { name: "f", arguments: "{}" } },
    { id: "b", function: { name: "g", arguments: "{}" } },
  ]);
});

test.each<[string, object[]]>([
  [
    "in Groq's place",
    [
      delta({ content: "a" }, null, { x_groq: { id: "r" } }),
      delta({}, "stop", { x_groq: { id: "r", usage } }),
    ],
  ],
  [
    "as timings",
    [
      delta({ content: "a" }, null, { timings: { prompt_n: 9, predicted_n: 1 } }),
      delta({}, "stop", { timings: { prompt_n: 9, predicted_n: 5 } }),
    ],
  ],
  [
    "behind an answer of zeros",
    [delta({ content: "a" }, "stop", { usage: { prompt_tokens: 0 } }), usageOnly(usage)],
  ],
])("case 40: usage that is streamed %s is billed alike in both forms", async (_name, sent) => {
  answer("text/event-stream", events(...sent));
  await group.client.chat.completions.create({ model: fixtureSlug, messages });
  await (await fixture.post(group.key, { model: fixtureSlug, messages, stream: true })).text();
  const billed = { inputTokens: 9, outputTokens: 5, estimated: false };
  expect(rows()).toMatchObject([billed, billed]);
});

test("case 40: a name that objects have anyway is a name like any other", async () => {
  answer(
    "text/event-stream",
    'data: {"choices":[{"index":0,"delta":{"content":"a","__proto__":{"x":1}}}]}\n\n' +
      'data: {"choices":[{"index":0,"delta":{"content":"b","__proto__":{"x":2},"constructor":{"y":1}},"finish_reason":"stop"}]}\n\n',
  );
  const got = await group.client.chat.completions.create({ model: fixtureSlug, messages });
  expect(got.choices[0]?.message.content).toBe("ab");
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain("x");
});
