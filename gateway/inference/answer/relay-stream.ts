import type { AnswerBody } from "../answer-body";
import { InferenceError } from "../errors/inference-error";
import { asInferenceError } from "../errors/render-inference-error";
import { brokenAnswer, connectionFailure, toUpstreamFailure } from "../upstream/upstream-failure";
import type { RelayContext } from "./relay-json";
import { SseSplitter } from "./sse-events";
import { StreamRelay } from "./stream-relay";
import type { StreamWriter } from "./stream-writer";

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
    relay.requireAnswer();
  } catch (cause) {
    if (context.gone.aborted) {
      body.destroy();
      if (hasAnswered) await context.metered.abort(await relay.usageSoFar());
      return;
    }
    // Everything but the closing line is here: that is an answer, unless it is said to be none.
    if (!relay.isFinished || cause instanceof InferenceError) {
      body.destroy();
      return failWith(
        cause instanceof InferenceError ? cause : connectionFailure(cause),
        writer,
        context,
      );
    }
  }
  try {
    const { usage, isEstimated } = await relay.finalUsage();
    await context.metered.complete(usage, isEstimated);
    await writer.write(relay.held);
    writer.end();
  } catch (cause) {
    if (!writer.hasBegun) throw cause;
    writer.fail(asInferenceError(cause).body);
  }
}

/**
 * Gives tokens back and tells the caller: as an HTTP error, or in the stream once that has begun.
 */
async function failWith(
  error: InferenceError,
  writer: StreamWriter,
  { metered }: RelayContext,
): Promise<void> {
  await metered.fail(toUpstreamFailure(error));
  if (!writer.hasBegun) throw error;
  writer.fail(error.body);
}
