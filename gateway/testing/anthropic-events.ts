import type { UpstreamScript } from "./upstream-double";

/** The events of a message as Anthropic documents its streams, `event:` lines and pings included. */
export function messageEvents(
  blocks: readonly (
    | { text: readonly string[] }
    | { thinking: readonly string[] }
    | { tool: { id: string; name: string; json: readonly string[] } }
  )[],
  { stopReason = "end_turn", usage = { input_tokens: 25, output_tokens: 15 } as object } = {},
): string[] {
  const events: object[] = [
    {
      type: "message_start",
      message: {
        id: "msg_01",
        type: "message",
        role: "assistant",
        model: "claude-upstream",
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...usage, output_tokens: 1 },
      },
    },
    { type: "ping" },
  ];
  for (const [index, block] of blocks.entries()) {
    const start = (content_block: object) =>
      events.push({ type: "content_block_start", index, content_block });
    const delta = (delta: object) => events.push({ type: "content_block_delta", index, delta });
    if ("text" in block) {
      start({ type: "text", text: "" });
      for (const text of block.text) delta({ type: "text_delta", text });
    } else if ("thinking" in block) {
      start({ type: "thinking", thinking: "", signature: "" });
      for (const thinking of block.thinking) delta({ type: "thinking_delta", thinking });
      delta({ type: "signature_delta", signature: "EqQBCgIYAhIM" });
    } else {
      const { id, name, json } = block.tool;
      start({ type: "tool_use", id, name, input: {} });
      for (const partial_json of json) delta({ type: "input_json_delta", partial_json });
    }
    events.push({ type: "content_block_stop", index });
  }
  const { output_tokens } = usage as { output_tokens?: number };
  const delta = { stop_reason: stopReason, stop_sequence: null };
  events.push({ type: "message_delta", delta, usage: { output_tokens } });
  events.push({ type: "message_stop" });
  return events.map(eventText);
}

export function eventText(event: object): string {
  const { type } = event as { type: string };
  return `event: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
}

export function answerMessage(answer: object): UpstreamScript {
  return (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        id: "msg_01",
        type: "message",
        role: "assistant",
        model: "claude-upstream",
        stop_reason: "end_turn",
        stop_sequence: null,
        usage: { input_tokens: 12, output_tokens: 6 },
        ...answer,
      }),
    );
  };
}
