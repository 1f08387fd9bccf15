// What a model's server says in a 200 without it being an answer.
import { APIError } from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type FixtureGroup,
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { delta } from "../../testing/replays/replay";
import { gate, type UpstreamScript } from "../../testing/upstream-double";

let fixture: InferenceFixture;
let group: FixtureGroup;
const messages = [{ role: "user" as const, content: "Hello" }];
const secret = "sk-upstream-key";

beforeAll(async () => {
  fixture = await openInferenceFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  group = await fixture.addGroup({
    models: [{ slug: fixtureSlug, usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 9 }] }],
  });
  fixture.gateway.ledger.rows.length = 0;
});

const rows = () => fixture.gateway.ledger.rows;
const answered =
  (type: string, body: string, status = 200): UpstreamScript =>
  (response) => {
    response.writeHead(status, { "content-type": type });
    response.end(body);
  };
const events = (...data: string[]) =>
  answered("text/event-stream", data.map((each) => `data: ${each}\n\n`).join(""));

async function expectNothingBilled(): Promise<void> {
  expect(rows()).toMatchObject([{ outcome: "upstream_error", billable: false, outputTokens: 0 }]);
  const [day] = await fixture.gateway.deps.counters.readDay(
    [{ groupId: group.id, slug: fixtureSlug }],
    group.id,
  );
  expect({ requests: day?.requests, tokens: day?.tokens }).toEqual({ requests: 1, tokens: 0 });
  expect(await fixture.gateway.deps.counters.openReservations()).toBe(0);
}

const noAnswers: [string, unknown][] = [
  ["vLLM's error", { object: "error", message: "engine is dead", code: 500 }],
  ["another object", { id: "x", detail: "whatever" }],
  ["an error", { error: { message: "CUDA out of memory" } }],
  ["an error that is a text", { error: "busy" }],
  ["an error beside no choices", { choices: [], error: { message: "busy" } }],
  ["no choices", { id: "x", choices: [], usage: { prompt_tokens: 1, completion_tokens: 0 } }],
  ["choices that are null", { choices: null }],
  ["an empty choice", { choices: [{}] }],
  ["a message with nothing in it", { choices: [{ message: { role: "assistant", content: "" } }] }],
  [
    "an error beside an answer",
    { choices: [{ message: { content: "Hel" }, finish_reason: "stop" }], error: { code: 502 } },
  ],
  [
    "a choice that failed",
    { choices: [{ message: { content: "Hel" }, finish_reason: "error", error: { code: 502 } }] },
  ],
  ["a finish by error", { choices: [{ message: { content: "Hel" }, finish_reason: "error" }] }],
  ["an error that is a number", { choices: [{ message: { content: "Hel" } }], error: 500 }],
  [
    "errors beside an answer",
    { choices: [{ message: { content: "a" } }], errors: [{ message: "x" }] },
  ],
  [
    "an answer that is called an error",
    { object: "error", choices: [{ message: { content: "a" } }], message: "x" },
  ],
  [
    "an error in its message",
    { choices: [{ message: { content: "a", error: { message: "x" } } }] },
  ],
  ["a finish that failed", { choices: [{ message: { content: "Hel" }, finish_reason: "ERROR" }] }],
  ["an error beside an empty list", { choices: [], object: "error", message: "x", code: 500 }],
  ["a detail beside an empty list", { choices: [], detail: "x" }],
  ["a status alone", { status: 503 }],
  ["no success", { success: false }],
  ["MiniMax's error", { choices: null, base_resp: { status_code: 1004, status_msg: "x" } }],
  [
    "MiniMax's error beside an answer",
    { choices: [{ message: { content: "a" } }], base_resp: { status_code: 1027 } },
  ],
  ["an empty embedding", { object: "list", data: [{ embedding: null }] }],
  ["a list of models", { object: "list", data: [{ id: "m", object: "model" }] }],
  ["Google's list", [{ error: { code: 500, message: "Internal", status: "INTERNAL" } }]],
  ["a problem", { type: "about:blank", title: "Internal Server Error", status: 500 }],
  ["AWS's message", { message: "Service Unavailable" }],
  ["a text", "out of order"],
  ["null", null],
];

test.each(noAnswers)(
  "case 36: %s inside a whole 200 is a 502 of OpenAI's shape that counts as a request and is not billed",
  async (_name, answer) => {
    fixture.upstream.answer(answered("application/json", JSON.stringify(answer)));
    const response = await fixture.post(group.key, { model: fixtureSlug, messages });
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({
      error: {
        message: expect.any(String),
        type: "server_error",
        code: expect.any(String),
        param: null,
      },
    });
    await expectNothingBilled();
  },
);

test.each([
  ["an empty body", "application/json", ""],
  ["a page", "text/html", "<!doctype html><title>Sign in</title>"],
  ["half an answer", "application/json", '{"choices":[{"message":{"content":"Hel'],
  ["a list", "application/json", "[]"],
])("case 36: %s is no answer", async (_name, type, body) => {
  for (const stream of [false, true]) {
    rows().length = 0;
    const { key } = await fixture.addGroup();
    fixture.upstream.answer(answered(type, body));
    const response = await fixture.post(key, { model: fixtureSlug, messages, stream });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: { code: "upstream_invalid_response" } });
    expect(rows()).toMatchObject([{ outcome: "upstream_error", billable: false }]);
  }
});

const role = JSON.stringify(delta({ role: "assistant", content: "" }));
const hello = JSON.stringify(delta({ content: "Hel" }));
const streams: [string, UpstreamScript][] = [
  ...noAnswers
    .filter(([, answer]) => answer !== null)
    .map(([name, answer]): [string, UpstreamScript] => [
      name,
      events(role, JSON.stringify(answer).replaceAll('"message":{', '"delta":{'), "[DONE]"),
    ]),
  ["no event", events()],
  ["[DONE] alone", events("[DONE]")],
  ["a role alone", events(role, "[DONE]")],
  ["usage alone", events('{"choices":[],"usage":{"prompt_tokens":4}}', "[DONE]")],
  ["comments alone", answered("text/event-stream", ": ping\n\n: ping\n\n")],
  ["an event named error", answered("text/event-stream", "event: error\ndata: busy\n\n")],
  [
    "an event named error in CRLF, its data first",
    answered("text/event-stream", 'data: {"a":1}\r\nevent:error\r\n\r\n'),
  ],
  [
    "an event named otherwise",
    answered("text/event-stream", `data: ${hello}\n\nevent: Error\ndata: {"a":1}\n\n`),
  ],
  ["an error in mid-stream without choices", events(hello, '{"code":500}', "[DONE]")],
  ["llama.cpp's error field", answered("text/event-stream", 'error: {"message":"busy"}\n\n')],
  ["JSON without data", answered("text/event-stream", '{"error":{"message":"busy"}}\n\n')],
  ["JSON without data at the end", answered("text/event-stream", '{"error":"busy"}')],
  ["a page", answered("text/event-stream", "<html>\n\n<title>502</title>")],
  ["half a chunk", events(hello, '{"choices":[{"delta":{"con')],
  ["a text in mid-stream", events(hello, "upstream connect error", "[DONE]")],
  ["an error in mid-stream", events(hello, '{"error":{"message":"busy"}}', "[DONE]")],
  [
    "an error after a finish",
    events(JSON.stringify(delta({ content: "a" }, "stop")), '{"error":{"message":"busy"}}'),
  ],
];

test.each(streams)("case 36: a stream with %s raises, and is not billed", async (_name, script) => {
  fixture.upstream.answer(script);
  const read = async () => {
    const body = { model: fixtureSlug, messages, stream: true as const };
    for await (const chunk of await group.client.chat.completions.create(body)) void chunk;
  };
  await expect(read()).rejects.toBeInstanceOf(APIError);
  await expectNothingBilled();
});

test.each([
  [
    "a tool call alone",
    { tool_calls: [{ id: "1", type: "function", function: { name: "f", arguments: "" } }] },
    "tool_calls",
  ],
  ["a refusal", { content: null, refusal: "No." }, "stop"],
  ["reasoning alone", { content: null, reasoning_content: "Hm" }, "length"],
  ["nothing, filtered", { content: "" }, "content_filter"],
  ["nothing, finished", { content: "" }, "stop"],
  ["no content at all, finished", {}, "length"],
  ["parts", { content: [{ type: "text", text: "Hi" }] }, null],
  ["sound", { content: null, audio: { id: "a", data: "UklGRg==" } }, null],
  ["a text with an error of no words", { content: "a", error: {} }, "stop"],
])("case 36: %s is an answer, whole and streamed", async (_name, message, finish_reason) => {
  const choice = { index: 0, finish_reason };
  const usage = { prompt_tokens: 3, completion_tokens: 4 };
  fixture.upstream.answer(
    answered(
      "application/json",
      JSON.stringify({
        choices: [{ ...choice, message: { role: "assistant", ...message } }],
        error: { code: null, message: "" },
        base_resp: { status_code: 0, status_msg: "success" },
        errors: [],
        usage,
      }),
    ),
  );
  expect((await fixture.post(group.key, { model: fixtureSlug, messages })).status).toBe(200);
  const prompted = { choices: [], prompt_filter_results: [{ prompt_index: 0 }] };
  fixture.upstream.answer(
    events(
      JSON.stringify(prompted),
      JSON.stringify({ choices: [{ ...choice, delta: message }], usage: null, error: null }),
      JSON.stringify({ choices: [], usage }),
      "[DONE]",
    ),
  );
  const stream = await fixture.post(group.key, { model: fixtureSlug, messages, stream: true });
  expect(await stream.text()).toContain("[DONE]");
  expect(rows()).toMatchObject([
    { outcome: "completed", billable: true },
    { outcome: "completed", billable: true },
  ]);
});

test("case 36: completions and embeddings have answers of their own", async () => {
  const usage = { prompt_tokens: 3, completion_tokens: 0, total_tokens: 3 };
  const call = async (path: string, body: object, answer: object) => {
    fixture.upstream.answer(answered("application/json", JSON.stringify(answer)));
    const response = await fetch(`${fixture.gateway.url}/v1${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${group.key}` },
      body: JSON.stringify({ model: fixtureSlug, ...body }),
    });
    return response.status;
  };
  const embed = (data: unknown) =>
    call("/embeddings", { input: "a" }, { object: "list", data, usage });
  expect(await embed([{ index: 0, embedding: [0.1] }])).toBe(200);
  expect(await embed([{ index: 0, embedding: "AAAA" }])).toBe(200);
  expect(await embed([])).toBe(502);
  expect(await embed([{ id: "a-model" }])).toBe(502);
  const complete = (choices: unknown) => call("/completions", { prompt: "a" }, { choices, usage });
  expect(await complete([{ text: "b", finish_reason: "stop" }])).toBe(200);
  expect(await complete([{ text: "", finish_reason: "length" }])).toBe(200);
  expect(await complete([{ text: "" }])).toBe(502);
});

test("case 34: sounds with a finish in every chunk come as they are made", async () => {
  const step = gate();
  fixture.upstream.answer(async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const write = (data: string) =>
      response.write(`data: ${JSON.stringify(delta({ audio: { data } }, "stop"))}\n\n`);
    write("QUE=");
    write("QUI=");
    await step.opened;
    write("QUM=");
    response.end("data: [DONE]\n\n");
  });
  const body = { model: fixtureSlug, messages, stream: true };
  const reader = (await fixture.post(group.key, body)).body?.getReader();
  let text = "";
  while (!text.includes("QUE="))
    text += Buffer.from((await reader?.read())?.value ?? []).toString();
  step.open();
  while (!text.includes("[DONE]"))
    text += Buffer.from((await reader?.read())?.value ?? []).toString();
});

test("case 36: an event without data is none", async () => {
  fixture.upstream.answer(
    answered("text/event-stream", `data: ${hello}\n\ndata:\n\ndata\n\n: a\n\ndata: [DONE]\n\n`),
  );
  const stream = await fixture.post(group.key, { model: fixtureSlug, messages, stream: true });
  expect(await stream.text()).toContain("[DONE]");
  expect(rows()).toMatchObject([{ outcome: "completed" }]);
});

test("case 34: with a finish in every chunk, the stream comes as it is written, but for its newest chunk", async () => {
  const steps = [gate(), gate(), gate()];
  fixture.upstream.answer(async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const write = (text: string) =>
      response.write(`data: ${JSON.stringify(delta({ content: text }, "stop"))}\n\n`);
    write("one ");
    for (const [at, step] of steps.entries()) {
      write(`${at} `);
      await step.opened;
    }
    response.end(`data: ${JSON.stringify(delta({}, "stop"))}\n\ndata: [DONE]\n\n`);
  });
  const stream = await fixture.post(group.key, { model: fixtureSlug, messages, stream: true });
  const reader = stream.body?.getReader();
  let text = "";
  const until = async (part: string) => {
    while (!text.includes(part))
      text += Buffer.from((await reader?.read())?.value ?? []).toString();
  };
  await until("one ");
  expect(text).not.toContain('"0 "');
  steps[0]?.open();
  await until('"0 "');
  expect(text).not.toContain('"1 "');
  steps[1]?.open();
  await until('"1 "');
  // What may be the end waits for its event.
  expect(rows()).toEqual([]);
  expect(text).not.toContain('"2 "');
  steps[2]?.open();
  await until("[DONE]");
  expect(rows()).toMatchObject([{ outcome: "completed", estimated: true, outputTokens: 8 }]);
});

test.each([
  [
    "an error status",
    500,
    `{"error":{"message":"it broke, ${secret}"}}`,
    '{"error":{"message":"it broke, •••"}}',
  ],
  ["a refusal", 400, `{"detail":"no ${secret} here"}`, '{"detail":"no ••• here"}'],
  ["a page in a 200", 200, "<html><title>Sign in</title>", "<html><title>Sign in</title>"],
  ["an error in a 200", 200, '{"error":"busy"}', '{"error":"busy"}'],
  ["a text of megabytes", 503, "long ".repeat(500_000), `${"long ".repeat(204)}l…`],
  ["nothing", 502, "", undefined],
])(
  "case 43: the first KiB of what a failing upstream said, %s, is kept with the request",
  async (_name, status, body, said) => {
    fixture.upstream.answer(answered("application/json", body, status));
    const response = await fixture.post(group.key, { model: fixtureSlug, messages });
    expect(response.ok).toBe(false);
    expect(rows()[0]?.failure?.said).toEqual(said);
    const stream = await fixture.post(group.key, { model: fixtureSlug, messages, stream: true });
    await stream.text();
    expect(rows()[1]?.failure?.said).toEqual(said);
  },
);

test("case 43: what an upstream said in mid-stream is kept", async () => {
  fixture.upstream.answer(events(hello, `{"error":{"message":"CUDA ${secret}"}}`));
  await (await fixture.post(group.key, { model: fixtureSlug, messages, stream: true })).text();
  expect(rows()[0]?.failure).toMatchObject({ said: '{"error":{"message":"CUDA •••"}}' });
});

const quotes: [string, string][] = [
  ["its header", `Bearer ${secret}`],
  ["itself", secret],
  ["itself in a URL", encodeURIComponent(secret)],
  ["itself in base64", Buffer.from(`Bearer ${secret}`).toString("base64")],
  ["a part", secret.slice(0, 12)],
];

test.each(quotes)(
  "case 87: an upstream that quotes %s of our secret tells it to nobody",
  async (_name, quoted) => {
    const bodies = [
      {
        error: { message: `bad ${quoted}`, param: quoted, code: quoted.slice(0, 60), type: quoted },
      },
      { detail: [{ loc: ["body", quoted], msg: `no ${quoted}` }] },
      `<title>${quoted}</title>`,
    ];
    for (const status of [200, 400, 401, 403, 404, 413, 422, 429, 500, 503]) {
      for (const body of bodies) {
        const text = typeof body === "string" ? body : JSON.stringify(body);
        for (const script of [
          answered("application/json", text, status),
          answered("text/event-stream", `data: ${text}\n\n`, status),
        ]) {
          fixture.upstream.answer(script);
          const { key } = await fixture.addGroup();
          for (const stream of [false, true]) {
            const response = await fixture.post(key, { model: fixtureSlug, messages, stream });
            const told = `${await response.text()}${JSON.stringify([...response.headers])}`;
            expect(told).not.toContain(quoted);
          }
        }
      }
    }
    expect(JSON.stringify(rows().map(({ failure }) => failure))).not.toContain(quoted);
    expect(fixture.gateway.logLines.join("\n")).not.toContain(quoted);
  },
  60_000,
);
