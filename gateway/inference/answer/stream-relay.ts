import { parseJson } from "../../contracts/leaves/json";
import { wholeToEvents } from "../answer-forms/whole-to-events";
import { createChunkReader } from "../upstream/chunk-reader";
import { brokenAnswer } from "../upstream/upstream-failure";
import { keptWords } from "../upstream-errors/kept-words";
import {
  readErrorText,
  readUpstreamError,
  type SaidError,
} from "../upstream-errors/read-upstream-error";
import { errorWithinAnswer } from "../upstream-errors/upstream-refusal";
import type { AnswerPart, AnswerUsage } from "./answer-usage";
import { dropImpossible } from "./believe-usage";
import { abortedUsage, type BilledUsage, billedUsage } from "./billed-usage";
import { mergeUsage, type UsageReport } from "./read-usage";
import type { RelayContext } from "./relay-json";
import { createEventRenamer } from "./rename-model";
import { type SseEvent, SseSplitter } from "./sse-events";

const openBrace = 0x7b;
/** Twice as many characters as an error keeps, because escapes take more room. */
const notedCharactersMax = 2_048;

/** What is known of a streamed answer so far. */
export class StreamRelay {
  /** Bytes that wait for the event's commit. */
  readonly held: Buffer[] = [];
  isDone = false;
  /** A choice with content has come. */
  private hasAnswered = false;
  /** Bytes that came before the first choice with content, for the error message. */
  private unread = "";
  private readonly context: RelayContext;
  private readonly finished = new Set<number>();
  private readonly relayedTexts: string[] = [];
  private readonly heldTexts: string[] = [];
  private readonly read = createChunkReader();
  private readonly rename: (event: SseEvent, part: AnswerPart) => Buffer[];
  private usage: UsageReport | undefined;

  constructor(context: RelayContext) {
    this.context = context;
    this.rename = createEventRenamer(context.request.slug);
  }

  /** All choices have ended. */
  get isFinished(): boolean {
    return this.finished.size >= this.context.request.choices;
  }

  /** What may be sent now. @throws InferenceError when an event is no part of an answer */
  takeAll(events: readonly SseEvent[]): Buffer[] {
    const sent: Buffer[] = [];
    for (const event of events) this.take(event, sent);
    return sent;
  }

  /** At the end of the stream. @throws InferenceError where it was no whole answer */
  requireAnswer(): void {
    if (!this.hasAnswered) {
      const said = keptWords(this.unread, this.context.asked.secret);
      throw brokenAnswer("sent a stream without an answer", undefined, said);
    }
    if (!this.isDone && !this.isFinished) throw brokenAnswer("ended its answer too early");
  }

  private take(event: SseEvent, sent: Buffer[]): void {
    if (this.isDone) return;
    const { bytes, data } = event;
    if (!this.hasAnswered) this.note(bytes);
    if (event.isError) this.failOn(readErrorText(toErrorText(event)), data ?? bytes);
    // Of an event without data nothing is dispatched, says the standard.
    if (data === undefined || data.length === 0) {
      this.takeWithoutData(bytes, sent);
      return;
    }
    if (data.length <= 8 && data.toString("latin1").trim() === "[DONE]") {
      this.isDone = true;
      this.held.push(bytes);
      return;
    }
    const part = this.read(data);
    // A page, a text, or half a chunk: no client could read it.
    if (!part) this.failOn(readErrorText(toText(data)), data);
    if (part.error) this.failOn(part.error, data);
    this.hasAnswered ||= part.isAnswer;
    if (part.usage) {
      this.usage = mergeUsage(this.usage, dropImpossible(part.usage, this.context.bounds));
    }
    if (this.isFinished && part.isWritten) this.letGo(sent);
    for (const index of part.finished) this.finished.add(index);
    if (part.isUsageOnly && !this.context.request.wantsUsageChunk) return;
    this.pass(this.rename(event, part), part.texts, sent);
  }

  /** Comments and fields of the protocol pass; JSON may be an answer that is no stream, or an error. */
  private takeWithoutData(bytes: Buffer, sent: Buffer[]): void {
    if (/^(?::|data|event:|id:|retry:|\r?\n)/.test(bytes.toString("latin1", 0, 8))) {
      this.pass([bytes], [], sent);
      return;
    }
    const value = bytes[0] === openBrace ? parseJson(bytes.toString("utf8")) : undefined;
    const events = wholeToEvents(value);
    if (events) sent.push(...this.takeAll(new SseSplitter().push(Buffer.from(events))));
    else {
      const said = readUpstreamError(value);
      if (said) this.failOn(said, bytes);
    }
  }

  private note(bytes: Buffer): void {
    if (this.unread.length < notedCharactersMax) {
      this.unread += bytes.toString("utf8", 0, notedCharactersMax);
    }
  }

  /** Some servers send a finish with every chunk: what follows shows that it was none. */
  private letGo(sent: Buffer[]): void {
    sent.push(...this.held.splice(0));
    this.relayedTexts.push(...this.heldTexts.splice(0));
  }

  private failOn(said: SaidError, bytes: Buffer): never {
    throw errorWithinAnswer(said, toText(bytes), this.context.asked);
  }

  usageSoFar(): Promise<AnswerUsage> {
    return abortedUsage(this.usage, this.relayedTexts, this.context);
  }

  finalUsage(): Promise<BilledUsage> {
    return billedUsage(this.usage, [...this.relayedTexts, ...this.heldTexts], this.context);
  }

  private pass(bytes: readonly Buffer[], texts: readonly string[], sent: Buffer[]): void {
    const isHeld = this.isFinished;
    (isHeld ? this.held : sent).push(...bytes);
    (isHeld ? this.heldTexts : this.relayedTexts).push(...texts);
  }
}

/** The beginning of these bytes as text, enough to read an error from. */
function toText(bytes: Buffer): string {
  return bytes.toString("utf8", 0, 64 * 1024);
}

/** llama.cpp writes its errors into a field of that name. */
function toErrorText({ bytes, data }: SseEvent): string {
  return toText(data ?? bytes).replace(/^error: ?/, "");
}
