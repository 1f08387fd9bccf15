import { parseJson } from "../../../contracts/leaves/json";
import type { AnswerOptions } from "../answer-options";
import {
  findRefusal,
  type MessageEvent,
  type MessageUsage,
  mergeUsage,
  messageError,
  messageEvent,
  toFinishReason,
  toUsage,
} from "./message-schema";
import { toArguments, toCallId, writtenStartInput } from "./tool-input";

/** A call of a tool that is being written. */
interface Call {
  index: number;
  /** What its arguments are where nothing follows. */
  startInput: string;
  hasArguments: boolean;
}

type End = Parameters<typeof findRefusal>[0];

/**
 * Translates the events of one stream of the Messages API into chunks of a chat completion that
 * add up to what the whole answer would be translated to.
 */
export class MessageStream {
  private readonly createdSeconds: number;
  private readonly toFailure: AnswerOptions["toFailure"];
  private id = "chatcmpl-";
  private usage: MessageUsage = {};
  private end: End | undefined;
  private isEnded = false;
  private hasRole = false;
  private hasText = false;
  private written = "";
  /** Kinds of the content blocks that were begun, by index. */
  private readonly kinds = new Map<number, string>();
  private readonly calls = new Map<number, Call>();
  private callCount = 0;

  constructor(options: Omit<AnswerOptions, "isEventStream">) {
    this.createdSeconds = options.createdSeconds;
    this.toFailure = options.toFailure;
  }

  /**
   * The data of an event in, data of events out; unknown events are passed over.
   * @throws InferenceError where the event is an error
   */
  translate(data: Buffer): string[] {
    if (this.isEnded || data.length === 0) return [];
    const said = data.toString("utf8");
    const sent = parseJson(said);
    const parsed = messageEvent.safeParse(sent);
    // Servers in between write errors of their own shape, pages, or half an event.
    if (!parsed.success || messageError.safeParse(sent).success) {
      if (said.trim() === "[DONE]") return [];
      throw this.toFailure(said);
    }
    const event = parsed.data;
    switch (event.type) {
      case "message_start":
        this.id = `chatcmpl-${event.message?.id ?? ""}`;
        this.usage = mergeUsage(this.usage, event.message?.usage ?? {});
        return [];
      case "content_block_start":
        return this.startBlock(event, data);
      case "content_block_delta":
        return this.continueBlock(event);
      case "content_block_stop":
        return this.endCall(event.index ?? 0);
      case "message_delta":
        this.usage = mergeUsage(this.usage, event.usage ?? {});
        if (event.delta?.stop_reason) this.end = event.delta;
        return [];
      case "message_stop":
        this.end ??= {};
        return this.finish();
      default:
        return [];
    }
  }

  /** At the end of the bytes: an answer that said why it stopped is whole without its last event. */
  finish(): string[] {
    if (!this.end || this.isEnded) return [];
    this.isEnded = true;
    const chunks = [...this.calls.keys()].flatMap((index) => this.endCall(index));
    const refusal = findRefusal(this.end, this.written);
    if (refusal) chunks.push(...this.delta({ refusal }));
    if (!this.hasRole) chunks.push(...this.delta({}));
    chunks.push(this.chunk({}, toFinishReason(this.end.stop_reason, this.callCount > 0)));
    const usage = toUsage(this.usage);
    if (usage) chunks.push(JSON.stringify({ ...this.head(), choices: [], usage }));
    return [...chunks, "[DONE]"];
  }

  private startBlock({ index, content_block: block }: MessageEvent, data: Buffer): string[] {
    const at = index ?? 0;
    const ended = this.endCall(at);
    if (!block) return ended;
    this.kinds.set(at, block.type);
    switch (block.type) {
      case "text":
        return [...ended, ...this.text(block.text ?? "", !this.hasText)];
      case "thinking":
        return [...ended, ...this.thought(block.thinking)];
      case "tool_use":
        return [...ended, ...this.startCall(at, block, data)];
      default:
        return ended;
    }
  }

  private startCall(
    at: number,
    { id, name, input }: NonNullable<MessageEvent["content_block"]>,
    data: Buffer,
  ): string[] {
    const index = this.callCount++;
    const startInput = toArguments(input, () => writtenStartInput(data));
    this.calls.set(at, { index, startInput, hasArguments: false });
    const call = {
      index,
      id: toCallId(id, this.id, at),
      type: "function",
      function: { name, arguments: "" },
    };
    return this.delta({ tool_calls: [call] });
  }

  private continueBlock({ index, delta }: MessageEvent): string[] {
    const at = index ?? 0;
    // Of a block whose beginning was not told, what it says itself is believed.
    const kind = this.kinds.get(at);
    switch (delta?.type) {
      case "text_delta":
        return (kind ?? "text") === "text" ? this.text(delta.text ?? "", false) : [];
      case "thinking_delta":
        return (kind ?? "thinking") === "thinking" ? this.thought(delta.thinking) : [];
      case "input_json_delta": {
        const call = this.calls.get(at);
        if (!call || !delta.partial_json) return [];
        call.hasArguments = true;
        return this.delta({ tool_calls: [argumentsDelta(call, delta.partial_json)] });
      }
      default:
        return [];
    }
  }

  /** Nothing was written of its arguments: they are what it began with. */
  private endCall(at: number): string[] {
    const call = this.calls.get(at);
    this.calls.delete(at);
    if (!call || call.hasArguments) return [];
    return this.delta({ tool_calls: [argumentsDelta(call, call.startInput)] });
  }

  private text(text: string, isFirst: boolean): string[] {
    this.written += text;
    if (text === "" && !isFirst) return [];
    this.hasText = true;
    return this.delta({ content: text });
  }

  private thought(thinking: string | null | undefined): string[] {
    return thinking ? this.delta({ reasoning_content: thinking }) : [];
  }

  /** The first says whose turn it is, and whether it begins with a text, as OpenAI's does. */
  private delta(delta: Record<string, unknown>): string[] {
    if (this.hasRole) return [this.chunk(delta)];
    this.hasRole = true;
    const content = "content" in delta ? "" : null;
    const first = this.chunk({ role: "assistant", content });
    const isEmpty = delta["content"] === "" || Object.keys(delta).length === 0;
    return isEmpty ? [first] : [first, this.chunk(delta)];
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

function argumentsDelta({ index }: Call, more: string) {
  return { index, function: { arguments: more } };
}
