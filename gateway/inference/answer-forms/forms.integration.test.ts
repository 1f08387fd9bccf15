// The answer has the form that was asked for, whatever form the upstream chose.
import type OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type InferenceScene,
  type SceneGroup,
  sceneSlug,
  setInferenceScene,
} from "../../testing/inference-scene";
import { completion, delta, done, usageOnly } from "../../testing/replays/replay";

let scene: InferenceScene;
let group: SceneGroup;
const messages = [{ role: "user" as const, content: "Hello" }];
const usage = { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 };

beforeAll(async () => {
  scene = await setInferenceScene();
  group = await scene.addGroup();
});
afterAll(() => scene.close());
beforeEach(() => {
  scene.gateway.ledger.rows.length = 0;
});

const rows = () => scene.gateway.ledger.rows;
function answer(type: string | undefined, body: string): void {
  scene.upstream.answer((response) => {
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
])(
  "case 40: who asked for a stream gets one that accumulates to the answer that came %s",
  async (_name, type, body) => {
    answer(type, body);
    const stream = group.client.chat.completions.stream({ model: sceneSlug, messages });
    const final = await stream.finalChatCompletion();
    expect(final.model).toBe(sceneSlug);
    const [choice] = final.choices;
    expect(choice?.message).toMatchObject({ role: "assistant", content: "Hi" });
    expect(choice?.message.tool_calls).toMatchObject(calls);
    expect(choice?.finish_reason).toBe("tool_calls");
    expect(rows()).toMatchObject([
      { inputTokens: 9, outputTokens: 5, estimated: false, outcome: "completed" },
    ]);
    const raw = await scene.post(group.key, { model: sceneSlug, messages, stream: true });
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
  ["as JSON that is called a stream", "text/event-stream", JSON.stringify(whole, null, 2)],
])(
  "case 40: who asked for a whole answer gets it, though it came %s",
  async (_name, type, body) => {
    answer(type, body);
    const got = await group.client.chat.completions.create({ model: sceneSlug, messages });
    expect(got).toEqual({
      ...whole,
      model: sceneSlug,
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
    model: sceneSlug,
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
  const ask = { model: sceneSlug, prompt: ["a", "b"] };
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
  const response = await scene.post(group.key, { model: sceneSlug, messages });
  expect(response.status).toBe(502);
  expect(rows()).toMatchObject([{ outcome: "upstream_error", billable: false }]);
});

test("case 40: a name that objects have anyway is a name like any other", async () => {
  answer(
    "text/event-stream",
    'data: {"choices":[{"index":0,"delta":{"content":"a","__proto__":{"x":1}}}]}\n\n' +
      'data: {"choices":[{"index":0,"delta":{"content":"b","__proto__":{"x":2},"constructor":{"y":1}},"finish_reason":"stop"}]}\n\n',
  );
  const got = await group.client.chat.completions.create({ model: sceneSlug, messages });
  expect(got.choices[0]?.message.content).toBe("ab");
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain("x");
});
