import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AnswerBody } from "../../answer-body";
import { InferenceError } from "../../errors/inference-error";
import { readErrorText } from "../../upstream-errors/read-upstream-error";
import { errorWithinAnswer } from "../../upstream-errors/upstream-refusal";
import { anthropicAnswer } from "./anthropic-answer";

const options = {
  createdSeconds: 7,
  toFailure: (said: string) =>
    errorWithinAnswer(readErrorText(said), said, { slug: "acme/c", targetModel: null, secret: "" }),
};

/** What the gateway reads where the provider sends these bytes, cut at these places. */
async function translated(text: string, isEventStream: boolean, cuts: readonly number[] = []) {
  const bytes = Buffer.from(text);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  const body: AnswerBody = {
    destroy() {},
    async read(take) {
      let from = 0;
      for (const end of ends) {
        if (end > from && !(await take(bytes.subarray(from, end)))) return;
        from = end;
      }
    },
  };
  const parts: Buffer[] = [];
  await anthropicAnswer(body, { ...options, isEventStream }).read((chunk) => {
    parts.push(chunk);
    return true;
  });
  return Buffer.concat(parts).toString("utf8");
}

interface Message {
  role?: string;
  content?: string | null;
  refusal?: string | null;
  reasoning_content?: string;
  tool_calls?: { id: string; type: string; function: { name: string; arguments: string } }[];
}

/** As clients add chunks up. */
function accumulated(stream: string) {
  const events = stream
    .split("\n\n")
    .filter(Boolean)
    .map((event) => event.slice("data: ".length));
  expect(events.at(-1)).toBe("[DONE]");
  const message: Message = { content: null, refusal: null };
  const finishes: string[] = [];
  let usage: unknown;
  for (const chunk of events.slice(0, -1).map((data) => JSON.parse(data))) {
    usage = chunk.usage ?? usage;
    for (const { delta, finish_reason } of chunk.choices) {
      // Many clients stop here.
      expect(finishes).toEqual([]);
      if (finish_reason) finishes.push(finish_reason);
      for (const name of ["role", "content", "refusal", "reasoning_content"] as const) {
        const more = delta[name];
        if (typeof more === "string") message[name] = (message[name] ?? "") + more;
      }
      for (const { index, id, type, function: called } of delta.tool_calls ?? []) {
        message.tool_calls ??= [];
        const begun = { id, type, function: { name: called.name, arguments: "" } };
        message.tool_calls[index] ??= begun;
        (message.tool_calls[index] ?? begun).function.arguments += called.arguments;
      }
    }
  }
  return { message, finishes, usage };
}

type BlockSent = { type: string; json?: string; [name: string]: unknown };

const cutUp = (text: string, parts: number) =>
  Array.from({ length: parts }, (_, n) =>
    text.slice(Math.floor((n * text.length) / parts), Math.floor(((n + 1) * text.length) / parts)),
  );

const numbers = fc.constantFrom("9007199254740993", "-0.0", "1.0", "1e2", "12345678901234567890.5");
const inputs = fc.oneof(
  fc.constant("{}"),
  fc
    .record({ key: fc.string(), number: numbers })
    .map(({ key, number }) => `{${JSON.stringify(key)}: ${number}, "deep":[{"a" :${number}}]}`),
);
const names = fc.string({ minLength: 1 });
const blocks = fc.oneof(
  fc.record({ type: fc.constant("text"), text: fc.string() }),
  fc.record({ type: fc.constant("thinking"), thinking: fc.string() }),
  fc.record({ type: fc.constant("tool_use"), id: names, name: names, json: inputs }),
  fc.record({ type: fc.constant("server_tool_use"), id: names, name: names, json: inputs }),
  fc.record({ type: fc.constant("redacted_thinking"), data: fc.string() }),
  fc.record({ type: fc.constant("block_to_come"), text: fc.string() }),
);
const ends = fc.record({
  stop_reason: fc.constantFrom(
    "end_turn",
    "tool_use",
    "max_tokens",
    "stop_sequence",
    "pause_turn",
    "refusal",
    "reason_to_come",
    null,
  ),
  stop_details: fc.constantFrom(
    null,
    { type: "refusal", category: "cyber", explanation: "It may do harm." },
    { type: "refusal", category: null, explanation: null },
  ),
});

function createWhole(content: readonly BlockSent[], end: object, usage: object): string {
  const written = content.map(({ json, ...block }) =>
    json === undefined
      ? JSON.stringify(block)
      : `${JSON.stringify(block).slice(0, -1)},"input":${json}}`,
  );
  const message = { id: "msg_1", type: "message", role: "assistant", ...end, usage };
  return `${JSON.stringify(message).slice(0, -1)},"content": [${written.join(" ,")}]}`;
}

const formatEvent = (event: { type: string }) =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

function createStream(content: readonly BlockSent[], end: object, usage: object, parts: number) {
  const message = { id: "msg_1", content: [], usage: { ...usage, output_tokens: 1 } };
  const events = [formatEvent({ type: "message_start", message } as never)];
  for (const [index, { json, ...block }] of content.entries()) {
    const deltas: object[] = [];
    const empty: Record<string, unknown> = { ...block };
    const texts = { text: "text_delta", thinking: "thinking_delta" };
    for (const [name, type] of Object.entries(texts)) {
      const text = empty[name];
      if (typeof text !== "string") continue;
      empty[name] = "";
      deltas.push(...cutUp(text, parts).map((part) => ({ type, [name]: part })));
    }
    if (json !== undefined) {
      empty["input"] = {};
      // A call without arguments has no deltas, or empty ones.
      const written = json === "{}" ? "" : json;
      const pieces = cutUp(written, parts % 2 === 0 && written === "" ? 0 : parts);
      deltas.push(...pieces.map((partial_json) => ({ type: "input_json_delta", partial_json })));
    }
    deltas.push({ type: "signature_delta", signature: "x" }, { type: "citations_delta" });
    const at = (type: string, rest: object) =>
      events.push(formatEvent({ type, index, ...rest } as never));
    at("content_block_start", { content_block: empty });
    events.push(formatEvent({ type: "ping" }));
    for (const delta of deltas) at("content_block_delta", { delta });
    at("content_block_stop", {});
  }
  const last = { type: "message_delta", delta: end, usage };
  const reasonless = {
    type: "message_delta",
    delta: { stop_reason: null },
    usage: { output_tokens: 1 },
  };
  events.push(
    formatEvent(reasonless),
    formatEvent(last),
    formatEvent(last),
    formatEvent(reasonless),
  );
  return [...events, formatEvent({ type: "message_stop" })].join("");
}

describe("a streamed answer of the Messages API", () => {
  test("case 45: adds up to exactly what the whole answer is, whatever blocks it has", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(blocks, { maxLength: 6 }),
        ends,
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(), { maxLength: 5 }),
        async (content, end, parts, cuts) => {
          const usage = {
            input_tokens: 25,
            output_tokens: 15,
            cache_read_input_tokens: 3,
            output_tokens_details: { thinking_tokens: 4 },
          };
          const whole = JSON.parse(await translated(createWhole(content, end, usage), false));
          const stream = createStream(content, end, usage, parts);
          const {
            message,
            finishes,
            usage: used,
          } = accumulated(await translated(stream, true, cuts));
          const [choice] = whole.choices;
          expect(message).toEqual(choice.message);
          expect(finishes).toEqual([choice.finish_reason]);
          expect(used).toEqual(whole.usage);
        },
      ),
      { numRuns: 300 },
    );
  });

  const start = formatEvent({
    type: "message_start",
    message: { id: "m", usage: { input_tokens: 3 } },
  } as never);
  const block = (index: number, content_block: object) =>
    formatEvent({ type: "content_block_start", index, content_block } as never);
  const stop = (index: number) => formatEvent({ type: "content_block_stop", index } as never);
  const delta = (index: number, sent: object) =>
    formatEvent({ type: "content_block_delta", index, delta: sent } as never);
  const end = (reason: string | null) =>
    formatEvent({
      type: "message_delta",
      delta: { stop_reason: reason },
      usage: { output_tokens: 5 },
    } as never);
  const over = formatEvent({ type: "message_stop" });
  const tool = { type: "tool_use", id: "t1", name: "f" };

  test.each([
    ["none at all", [block(0, { ...tool, input: {} }), stop(0)], "{}"],
    ["no input either", [block(0, tool), stop(0)], "{}"],
    ["no end of the block", [block(0, { ...tool, input: {} })], "{}"],
    [
      "an empty piece",
      [
        block(0, { ...tool, input: {} }),
        delta(0, { type: "input_json_delta", partial_json: "" }),
        stop(0),
      ],
      "{}",
    ],
    ["all at the start", [block(0, { ...tool, input: { a: 1 } }), stop(0)], '{"a":1}'],
    [
      "the start's once more in pieces",
      [
        block(0, { ...tool, input: { a: 1 } }),
        delta(0, { type: "input_json_delta", partial_json: '{"a":2}' }),
        stop(0),
      ],
      '{"a":2}',
    ],
  ])("case 45, a call's arguments: %s", async (_name, events, expected) => {
    const stream = [start, ...events, end("tool_use"), over].join("");
    const { message, finishes } = accumulated(await translated(stream, true));
    expect(message.tool_calls?.[0]?.function.arguments).toBe(expected);
    expect(finishes).toEqual(["tool_calls"]);
  });

  test("case 45, a number at the start of a call keeps its digits", async () => {
    const begun = block(0, { ...tool, input: "?" }).replace(
      '"?"',
      '{"id":9007199254740993,"f":1.0}',
    );
    const { message } = accumulated(
      await translated([start, begun, end("tool_use"), over].join(""), true),
    );
    expect(message.tool_calls?.[0]?.function.arguments).toBe('{"id":9007199254740993,"f":1.0}');
  });

  const text = [
    block(0, { type: "text", text: "" }),
    delta(0, { type: "text_delta", text: "Hi" }),
    stop(0),
  ];
  test.each([
    ["two reasons", [...text, end("end_turn"), end("end_turn"), over], "stop"],
    ["none, then one", [...text, end(null), end("max_tokens"), over], "length"],
    ["one, then none", [...text, end("max_tokens"), end(null), over], "length"],
    ["none", [...text, end(null), over], "stop"],
    ["no message_delta", [...text, over], "stop"],
    ["no message_stop", [...text, end("end_turn")], "stop"],
    ["no last line feeds", [...text, end("end_turn"), over.trimEnd()], "stop"],
    ["the last is a message_delta without line feed", [...text, end("end_turn").trimEnd()], "stop"],
    ["events behind the end", [...text, end("end_turn"), over, end("max_tokens"), over], "stop"],
    [
      "deltas of other blocks",
      [
        ...text,
        block(1, { type: "server_tool_use", id: "s", name: "web_search", input: {} }),
        delta(1, { type: "input_json_delta", partial_json: '{"q":1}' }),
        delta(1, { type: "text_delta", text: "?" }),
        delta(0, { type: "delta_to_come", text: "?" }),
        end("end_turn"),
        over,
      ],
      "stop",
    ],
    [
      "a block that was never begun",
      [
        delta(0, { type: "text_delta", text: "Hi" }),
        delta(3, { type: "input_json_delta", partial_json: "{" }),
        end("end_turn"),
        over,
      ],
      "stop",
    ],
  ])("case 49: one finish and one text, with %s", async (_name, events, finish) => {
    const { message, finishes } = accumulated(
      await translated([start, ...events].join(""), true, [9, 40]),
    );
    expect(message).toEqual({ role: "assistant", content: "Hi", refusal: null });
    expect(finishes).toEqual([finish]);
  });

  test("case 49, where it is cut off nothing says that it was finished", async () => {
    expect(await translated([start, ...text].join(""), true)).not.toMatch(
      /\[DONE\]|"finish_reason":"/,
    );
  });

  test.each([
    ["overloaded_error", "upstream_overloaded"],
    ["rate_limit_error", "upstream_overloaded"],
    ["timeout_error", "upstream_timeout"],
    ["api_error", "upstream_invalid_response"],
    ["error_to_come", "upstream_invalid_response"],
  ])("case 49: %s is the same as an event and as a body", async (type, code) => {
    const error = { type: "error", error: { type, message: "words" } };
    for (const sent of [
      translated(start + text.join("") + formatEvent(error as never), true),
      translated(JSON.stringify(error), false),
    ]) {
      const failure = await sent.then(
        () => undefined,
        (cause: unknown) => cause,
      );
      expect(failure).toBeInstanceOf(InferenceError);
      expect(failure).toMatchObject({ status: 502, code });
    }
  });

  const begun =
    'data: {"type":"message_start","message":{"id":"m","usage":{"input_tokens":3}}}\n\n';
  const ended =
    'data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}\n\ndata: {"type":"message_stop"}\n\n';
  test.each([
    [
      "an error of OpenAI's shape",
      '{"error":{"type":"overloaded_error","message":"x"}}',
      "upstream_overloaded",
    ],
    ["a message alone", '{"message":"Internal server error"}', "upstream_invalid_response"],
    ["half an event", '{"type":"content_bl', "upstream_invalid_response"],
    ["a page", "<html><title>502</title>", "upstream_invalid_response"],
  ])("case 49: %s in mid-stream is an error", async (_name, said, code) => {
    const stream = translated(`${begun}data: ${said}\n\n${ended}`, true);
    await expect(stream).rejects.toMatchObject({ status: 502, code });
  });

  test("case 49: an error of OpenAI's shape is one in the place of a whole answer, too", async () => {
    const said = '{"error":{"type":"rate_limit_error","message":"x"}}';
    await expect(translated(said, false)).rejects.toMatchObject({ code: "upstream_overloaded" });
  });

  test("case 45: a call without an id gets the same one in both forms", async () => {
    const call = { type: "tool_use", name: "f", input: { a: 1 } };
    const message = { id: "m", content: [call], stop_reason: "tool_use" };
    const whole = JSON.parse(await translated(`\ufeff${JSON.stringify(message)}`, false));
    const start = { type: "content_block_start", index: 0, content_block: call };
    const streamed = accumulated(
      await translated(`${begun}data: ${JSON.stringify(start)}\n\n${ended}`, true),
    );
    const [id] = whole.choices[0].message.tool_calls.map((each: { id: string }) => each.id);
    expect(id).toMatch(/^call_[\w-]+$/);
    expect(JSON.stringify(streamed)).toContain(id);
  });

  test("case 47: a refusal says why in message.refusal, thinking is told apart in the usage", async () => {
    const stop_details = { type: "refusal", category: "bio", explanation: "It may do harm." };
    const usage = {
      input_tokens: 1,
      output_tokens: 9,
      output_tokens_details: { thinking_tokens: 7 },
    };
    const whole = { id: "m", stop_reason: "refusal", usage };
    const asked = async (rest: object) =>
      JSON.parse(await translated(JSON.stringify({ ...whole, ...rest }), false));
    const words = { type: "text", text: "I can't." };
    expect(await asked({ stop_details, content: [] })).toMatchObject({
      choices: [
        { finish_reason: "content_filter", message: { content: null, refusal: "It may do harm." } },
      ],
      usage: { completion_tokens: 9, completion_tokens_details: { reasoning_tokens: 7 } },
    });
    expect(await asked({ content: [words] })).toMatchObject({
      choices: [{ finish_reason: "content_filter", message: { refusal: "I can't." } }],
    });
  });
});
