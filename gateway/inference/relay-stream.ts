import type { Readable } from "node:stream";
import { type AnswerUsage, readAnswerPart } from "./answer-usage";
import { countTokens } from "./count-tokens";
import { InferenceError } from "./inference-error";
import type { RelayContext } from "./relay-json";
import { renameModel } from "./rename-model";
import { asInferenceError } from "./render-inference-error";
import { type SseEvent, SseSplitter, withData } from "./sse-events";
import type { StreamWriter } from "./stream-writer";
import { brokenAnswer, connectionFailure } from "./upstream-failure";

const eventBytesMax = 8 * 1024 * 1024;
const leftoverMs = 1_000;

/**
 * Relays events as they come, `model` replaced. From the chunk that finishes the last choice on,
 * everything waits until the event is on disk: many clients stop at `finish_reason`.
 * @throws InferenceError while nothing has been sent; later failures end the stream with an error.
 */
export async function relayStream(
  body: Readable,
  writer: StreamWriter,
  context: RelayContext,
): Promise<void> {
  const relay = new StreamRelay(context);
  const splitter = new SseSplitter();
  const chunks: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
  let hasAnswered = false;
  try {
    while (!relay.isDone) {
      const { done, value } = await chunks.next();
      if (done) break;
      hasAnswered = true;
      await writer.write(splitter.push(value).flatMap((event) => relay.take(event)));
      if (splitter.pendingBytes > eventBytesMax) throw brokenAnswer("sent too large a chunk");
    }
    await writer.write(splitter.end().flatMap((event) => relay.take(event)));
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
  readLeftover(body, chunks);
  try {
    await context.metered.complete(await relay.finalUsage());
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
  await metered.fail();
  if (!writer.hasBegun) throw error;
  writer.fail(error.body);
}

/** Reads to the end what may follow the last event, so that the connection can be used again. */
function readLeftover(body: Readable, chunks: AsyncIterator<Buffer>): void {
  const timer = setTimeout(() => body.destroy(), leftoverMs);
  const read = async (): Promise<void> => {
    while (!(await chunks.next()).done);
  };
  void read()
    .catch(() => {})
    .finally(() => clearTimeout(timer));
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
  private usage: AnswerUsage | undefined;

  constructor(context: RelayContext) {
    this.context = context;
  }

  /** All choices have ended. */
  get isFinished(): boolean {
    return this.finished.size >= this.context.request.choices;
  }

  /** What may be sent now. @throws InferenceError when the event is an upstream's error */
  take(event: SseEvent): Buffer[] {
    if (this.isDone) return [];
    if (event.data === undefined) return this.pass(event.bytes, []);
    if (event.data.length <= 8 && event.data.toString("latin1").trim() === "[DONE]") {
      this.isDone = true;
      this.held.push(event.bytes);
      return [];
    }
    const part = readAnswerPart(event.data.toString("utf8"));
    if (!part) return this.pass(event.bytes, []);
    if (part.isError) throw brokenAnswer("failed in the middle of its answer");
    this.usage = part.usage ?? this.usage;
    for (const index of part.finished) this.finished.add(index);
    if (part.isUsageOnly && !this.context.request.wantsUsageChunk) return [];
    const renamed = renameModel(event.data, part, this.context.request.slug);
    return this.pass(renamed === event.data ? event.bytes : withData(event, renamed), part.texts);
  }

  async usageSoFar() {
    return this.usage ?? this.estimate(this.relayedTexts);
  }

  async finalUsage() {
    if (this.usage) return { ...this.usage, estimated: false };
    const usage = await this.estimate([...this.relayedTexts, ...this.heldTexts]);
    return { ...usage, estimated: true };
  }

  private pass(bytes: Buffer, texts: readonly string[]): Buffer[] {
    if (this.isFinished) {
      this.held.push(bytes);
      this.heldTexts.push(...texts);
      return [];
    }
    this.relayedTexts.push(...texts);
    return [bytes];
  }

  private async estimate(texts: readonly string[]) {
    const outputTokens = await countTokens([texts.join("")]);
    return { inputTokens: this.context.promptTokens, outputTokens, cachedInputTokens: 0 };
  }
}
