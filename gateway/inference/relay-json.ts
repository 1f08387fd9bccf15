import type { Readable } from "node:stream";
import type { LimitState } from "../limits/counter-store";
import { readAnswerPart } from "./answer-usage";
import type { ChatRequest } from "./chat-request";
import { countTokens } from "./count-tokens";
import { InferenceError } from "./inference-error";
import type { MeteredRequest } from "./metered-request";
import { renameModel } from "./rename-model";
import { brokenAnswer, connectionFailure } from "./upstream-failure";

const answerBytesMax = 64 * 1024 * 1024;

export interface RelayContext {
  request: ChatRequest;
  metered: MeteredRequest;
  /** Estimated tokens of the prompt, for answers without usage. */
  promptTokens: number;
  gone: AbortSignal;
}

/**
 * Reads the whole answer, settles, and waits for the event's commit. Undefined when the caller
 * went away meanwhile. @throws InferenceError
 */
export async function relayJson(
  body: Readable,
  { request, metered, promptTokens, gone }: RelayContext,
): Promise<{ json: Buffer; states: LimitState[] } | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > answerBytesMax) throw brokenAnswer("sent an answer that is too large");
    }
  } catch (cause) {
    if (!gone.aborted) throw cause instanceof InferenceError ? cause : connectionFailure(cause);
    // Nothing was relayed, but the model has begun: the prompt is charged.
    if (bytes > 0) {
      await metered.abort({ inputTokens: promptTokens, outputTokens: 0, cachedInputTokens: 0 });
    }
    return undefined;
  }
  const json = Buffer.concat(chunks);
  const part = readAnswerPart(json.toString("utf8"));
  if (!part) throw brokenAnswer("sent an answer that is not valid JSON");
  if (part.isError) throw brokenAnswer("sent an error instead of an answer");
  const usage = part.usage ?? {
    inputTokens: promptTokens,
    outputTokens: await countTokens(part.texts),
    cachedInputTokens: 0,
  };
  const states = await metered.complete({ ...usage, estimated: part.usage === undefined });
  return { json: renameModel(json, part, request.slug), states };
}
