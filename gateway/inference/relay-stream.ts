import type { AnswerPart, AnswerUsage } from "./answer-usage";
import { createChunkReader } from "./chunk-reader";
import { countTokens } from "./count-tokens";
import { InferenceError } from "./inference-error";
import type { RelayContext } from "./relay-json";
import { createEventRenamer } from "./rename-model";
import { asInferenceError } from "./render-inference-error";
import { type SseEvent, SseSplitter } from "./sse-events";
import type { StreamWriter } from "./stream-writer";
import type { AnswerBody } from "./upstream-exchange";
import { brokenAnswer, connectionFailure, upstreamFailureOf } from "./upstream-failure";

const eventBytesMax = 8 * 1024 * 1024;

/**
 * Relays events as they come, `model` replaced. From the chunk that finishes the last choice on,
 * everything waits until the event is on disk: many clients stop at `finish_reason`.
 * @throws InferenceError while nothing has been sent; later failures end the stream with an error.
 */
export async function relayStream(
  body: AnswerBody,
  writer: StreamWriter,
  context: RelayContext,
): Promise<void> {
  const relay = new StreamRelay(context);
  const splitter = new SseSplitter();
  let hasAnswered = false;
  try {
    await body.read((chunk) => {
      if (!hasAnswered) context.metered.begin();
      hasAnswered = true;
      const taken = writer.write(relay.takeAll(splitter.push(chunk)));
      if (splitter.pendingBytes > eventBytesMax) throw brokenAnswer("sent too large a chunk");
      return taken ? taken.then(() => !relay.isDone) : !relay.isDone;
    });
    await writer.write(relay.takeAll(splitter.end()));
    if (!relay.isDone && !relay.isFinished) throw brokenAnswer("ended its answer too early");
  } catch (cause) {
    if (context.gone.aborted) {
      body.destroy();
      if (hasAnswered) await context.metered.abort(await relay.usageSoFar());
      return;
    }
    // Everything but the closing line is here: that is an answer.
    if (!relay.isFinished) {
      body.destroy();
      return failWith(
        cause instanceof InferenceError ? cause : connectionFailure(cause),
        writer,
        context,
      );
    }
  }
  try {
    await context.metered.complete(await relay.finalUsage(), relay.isEstimated);
    await writer.write(relay.held);
    writer.end();
  } catch (cause) {
    if (!writer.hasBegun) throw cause;
    writer.fail(asInferenceError(cause).body);
  }
}

/** Tokens go back; the caller hears of it in the way that is still open. */
async function failWith(
  error: InferenceError,
  writer: StreamWriter,
  { metered }: RelayContext,
): Promise<void> {
  await metered.fail(upstreamFailureOf(error));
  if (!writer.hasBegun) throw error;
  writer.fail(error.body);
}

/** What is known of a streamed answer so far. */
class StreamRelay {
  /** Bytes that wait for the event's commit. */
  readonly held: Buffer[] = [];
  isDone = false;
  private readonly context: RelayContext;
  private readonly finished = new Set<number>();
  private readonly relayedTexts: string[] = [];
  private readonly heldTexts: string[] = [];
  private readonly read = createChunkReader();
  private readonly rename: (event: SseEvent, part: AnswerPart) => Buffer[];
  private usage: AnswerUsage | undefined;

  constructor(context: RelayContext) {
    this.context = context;
    this.rename = createEventRenamer(context.request.slug);
  }

  /** All choices have ended. */
  get isFinished(): boolean {
    return this.finished.size >= this.context.request.choices;
  }

  /** What may be sent now. @throws InferenceError when an event is an upstream's error */
  takeAll(events: readonly SseEvent[]): Buffer[] {
    const sent: Buffer[] = [];
    for (const event of events) this.take(event, sent);
    return sent;
  }

  private take(event: SseEvent, sent: Buffer[]): void {
    if (this.isDone) return;
    if (event.data === undefined) {
      this.pass([event.bytes], [], sent);
      return;
    }
    if (event.data.length <= 8 && event.data.toString("latin1").trim() === "[DONE]") {
      this.isDone = true;
      this.held.push(event.bytes);
      return;
    }
    const part = this.read(event.data);
    if (!part) {
      this.pass([event.bytes], [], sent);
      return;
    }
    if (part.isError) throw brokenAnswer("failed in the middle of its answer");
    this.usage = part.usage ?? this.usage;
    for (const index of part.finished) this.finished.add(index);
    if (part.isUsageOnly && !this.context.request.wantsUsageChunk) return;
    this.pass(this.rename(event, part), part.texts, sent);
  }

  async usageSoFar() {
    return this.usage ?? this.estimate(this.relayedTexts);
  }

  async finalUsage() {
    return this.usage ?? this.estimate([...this.relayedTexts, ...this.heldTexts]);
  }

  /** The upstream did not say what it counted. */
  get isEstimated(): boolean {
    return this.usage === undefined;
  }

  private pass(bytes: readonly Buffer[], texts: readonly string[], sent: Buffer[]): void {
    const isHeld = this.isFinished;
    (isHeld ? this.held : sent).push(...bytes);
    (isHeld ? this.heldTexts : this.relayedTexts).push(...texts);
  }

  private async estimate(texts: readonly string[]) {
    const outputTokens = await countTokens([texts.join("")]);
    return { inputTokens: this.context.promptTokens, outputTokens, cachedInputTokens: 0 };
  }
}
