import { errorStatus, eventStream, type Replay, type ReplayedAnswer, wholeJson } from "./replay";

const provider = "ANTHROPIC" as const;
const usage = { input_tokens: 5, cache_read_input_tokens: 4, output_tokens: 9 };
const tokens = { input: 9, output: 9, cached: 4 };

const message = (content: object[], stop_reason: string, more: object = {}): ReplayedAnswer =>
  wholeJson({
    id: "msg_1",
    type: "message",
    role: "assistant",
    content,
    stop_reason,
    usage,
    ...more,
  });

const event = (type: string, more: object = {}) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const begun = event("message_start", {
  message: { id: "msg_1", content: [], usage: { ...usage, output_tokens: 1 } },
});
/** A block of content and what follows of it. */
const block = (index: number, content_block: object, ...deltas: object[]) =>
  [
    event("content_block_start", { index, content_block }),
    event("ping"),
    ...deltas.map((delta) => event("content_block_delta", { index, delta })),
    event("content_block_stop", { index }),
  ].join("");
const ended = (stop_reason: string, more: object = {}) =>
  event("message_delta", { delta: { stop_reason, ...more }, usage: { output_tokens: 9 } });
const over = event("message_stop");
const text = (words: string) => ({ type: "text_delta", text: words });
const json = (partial_json: string) => ({ type: "input_json_delta", partial_json });
const overloaded = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
const refused = { type: "refusal", category: "bio", explanation: "It may do harm." };

export const anthropic: Replay[] = [
  {
    name: "Anthropic: thinking with its signature, a search of its own, text in two blocks",
    provider,
    whole: message(
      [
        { type: "thinking", thinking: "Two and two.", signature: "EqQB" },
        { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "2+2" } },
        { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] },
        { type: "text", text: "Fo" },
        { type: "text", text: "ur.", citations: [] },
      ],
      "end_turn",
    ),
    streamed: eventStream(
      begun,
      block(
        0,
        { type: "thinking", thinking: "", signature: "" },
        { type: "thinking_delta", thinking: "Two and " },
        { type: "thinking_delta", thinking: "two." },
        { type: "signature_delta", signature: "EqQB" },
      ),
      block(
        1,
        { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} },
        json('{"query":"2+2"}'),
      ),
      block(2, { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] }),
      block(3, { type: "text", text: "" }, text("F"), text("o")),
      block(4, { type: "text", text: "" }, text("ur."), { type: "citations_delta", citation: {} }),
      ended("end_turn"),
      over,
    ),
    expected: { text: "Four.", reasoning: "Two and two.", finish: "stop", tokens },
  },
  {
    name: "Anthropic: one call without arguments, one with a number of 17 digits",
    provider,
    whole: {
      headers: { "content-type": "application/json" },
      body: `{"id":"msg_1","type":"message","content":[{"type":"tool_use","id":"toolu_1","name":"now","input":{}},{"type":"tool_use","id":"toolu_2","name":"find","input":{"id":90071992547409931}}],"stop_reason":"tool_use","usage":${JSON.stringify(usage)}}`,
    },
    streamed: eventStream(
      begun,
      block(0, { type: "tool_use", id: "toolu_1", name: "now", input: {} }),
      block(
        1,
        { type: "tool_use", id: "toolu_2", name: "find", input: {} },
        json(""),
        json('{"id":9007199'),
        json("2547409931}"),
      ),
      ended("tool_use"),
      over,
    ),
    expected: {
      text: "",
      toolCalls: [
        { name: "now", arguments: "{}" },
        { name: "find", arguments: '{"id":90071992547409931}' },
      ],
      finish: "tool_calls",
      tokens,
    },
  },
  {
    name: "Anthropic: a refusal that says why, told twice in a stream",
    provider,
    whole: message([], "refusal", { stop_details: refused }),
    streamed: eventStream(
      begun,
      ended("refusal", { stop_details: refused }),
      ended("refusal", { stop_details: refused }),
      over,
    ),
    expected: { text: "", refusal: "It may do harm.", finish: "content_filter", tokens },
  },
  {
    name: "Anthropic: no message_stop and no last line feed",
    provider,
    streamed: eventStream(
      begun,
      block(0, { type: "text", text: "" }, text("Four.")),
      ended("max_tokens").trimEnd(),
    ),
    expected: { text: "Four.", finish: "length", tokens },
  },
  {
    name: "Anthropic: no room",
    provider,
    whole: errorStatus(529, overloaded),
    streamed: errorStatus(529, overloaded),
    expected: { error: { status: 503, code: "upstream_overloaded" } },
  },
  {
    name: "Anthropic: no room, said within an answer",
    provider,
    whole: wholeJson(overloaded),
    streamed: eventStream(
      begun,
      block(0, { type: "text", text: "" }, text("Fo")),
      `event: error\ndata: ${JSON.stringify(overloaded)}\n\n`,
    ),
    expected: { error: { status: 502, code: "upstream_overloaded" } },
  },
  {
    name: "Anthropic: cut off before it said why it stopped",
    provider,
    streamed: eventStream(begun, block(0, { type: "text", text: "" }, text("Fo"))),
    expected: { error: { status: 502, code: "upstream_invalid_response" } },
  },
];
