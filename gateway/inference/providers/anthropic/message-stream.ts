import {
  finishReasonOf,
  type MessageEvent,
  type MessageUsage,
  messageEvent,
  usageOf,
} from "./message-schema";

const ignored = new Set(["ping", "content_block_stop"]);

/** Translates the events of one stream of the Messages API into chunks of a chat completion. */
export class MessageStream {
  private readonly createdSeconds: number;
  private id = "chatcmpl-";
  private usage: MessageUsage = {};
  /** Index of a content block → index of its tool call. */
  private readonly calls = new Map<number, number>();

  constructor(createdSeconds: number) {
    this.createdSeconds = createdSeconds;
  }

  /** The data of an event in, data of events out; unknown events are passed over. */
  translate(data: string): string[] {
    const parsed = messageEvent.safeParse(parseJson(data));
    if (!parsed.success || ignored.has(parsed.data.type)) return [];
    const event = parsed.data;
    switch (event.type) {
      case "message_start":
        this.id = `chatcmpl-${event.message?.id ?? ""}`;
        this.usage = event.message?.usage ?? {};
        return [this.chunk({ role: "assistant", content: "" })];
      case "content_block_start":
        return this.startBlock(event);
      case "content_block_delta":
        return this.continueBlock(event);
      case "message_delta":
        this.usage = { ...this.usage, ...withoutNulls(event.usage) };
        return [this.chunk({}, finishReasonOf(event.delta?.stop_reason))];
      case "message_stop":
        return [...this.usageChunk(), "[DONE]"];
      case "error":
        return [data];
      default:
        return [];
    }
  }

  private startBlock({ index, content_block: block }: MessageEvent): string[] {
    if (block?.type === "text" && block.text) return [this.chunk({ content: block.text })];
    if (block?.type !== "tool_use") return [];
    const call = this.calls.size;
    this.calls.set(index ?? 0, call);
    const { id, name } = block;
    const start = { index: call, id, type: "function", function: { name, arguments: "" } };
    return [this.chunk({ tool_calls: [start] })];
  }

  private continueBlock({ index, delta }: MessageEvent): string[] {
    switch (delta?.type) {
      case "text_delta":
        return [this.chunk({ content: delta.text ?? "" })];
      case "thinking_delta":
        return [this.chunk({ reasoning_content: delta.thinking ?? "" })];
      case "input_json_delta": {
        const call = this.calls.get(index ?? 0) ?? 0;
        const more = { index: call, function: { arguments: delta.partial_json ?? "" } };
        return [this.chunk({ tool_calls: [more] })];
      }
      default:
        return [];
    }
  }

  private usageChunk(): string[] {
    const usage = usageOf(this.usage);
    return usage ? [JSON.stringify({ ...this.head(), choices: [], usage })] : [];
  }

  private chunk(delta: object, finishReason: string | null = null): string {
    const choice = { index: 0, delta, logprobs: null, finish_reason: finishReason };
    return JSON.stringify({ ...this.head(), choices: [choice] });
  }

  private head() {
    const { id, createdSeconds } = this;
    return { id, object: "chat.completion.chunk", created: createdSeconds, model: "" };
  }
}

function withoutNulls(usage: MessageUsage | null | undefined): MessageUsage {
  const entries = Object.entries(usage ?? {}).filter(([, value]) => value !== null);
  return Object.fromEntries(entries);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
