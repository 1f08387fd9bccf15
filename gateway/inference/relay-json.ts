import type { Settled } from "../limits/counter-store";
import { readAnswerPart } from "./answer-usage";
import { countTokens } from "./count-tokens";
import type { InferenceRequest } from "./inference-request";
import type { MeteredRequest } from "./metered-request";
import { BodyTooLargeError, readBody } from "./read-body";
import { renameModel } from "./rename-model";
import { keptWords } from "./upstream-errors/kept-words";
import { type AskedUpstream, errorWithinAnswer } from "./upstream-errors/upstream-refusal";
import type { AnswerBody } from "./upstream-exchange";
import { brokenAnswer, connectionFailure } from "./upstream-failure";

const answerBytesMax = 64 * 1024 * 1024;

export interface RelayContext {
  request: InferenceRequest;
  metered: MeteredRequest;
  /** Estimated tokens of the prompt, for answers without usage. */
  promptTokens: number;
  gone: { readonly aborted: boolean };
  asked: AskedUpstream;
}

/**
 * Reads the whole answer, settles, and waits for the event's commit. Undefined when the caller
 * went away meanwhile. @throws InferenceError
 */
export async function relayJson(
  body: AnswerBody,
  { request, metered, promptTokens, gone, asked }: RelayContext,
): Promise<{ json: Buffer; settled: Pick<Settled, "states"> } | undefined> {
  let hasBegun = false;
  let json: Buffer;
  try {
    json = await readBody(body, answerBytesMax, () => {
      hasBegun = true;
      metered.begin();
    });
  } catch (cause) {
    if (!gone.aborted) {
      if (cause instanceof BodyTooLargeError) throw brokenAnswer("sent too large an answer", cause);
      throw connectionFailure(cause);
    }
    // Nothing was relayed, but the model has begun: the prompt is charged.
    if (hasBegun) {
      await metered.abort({ inputTokens: promptTokens, outputTokens: 0, cachedInputTokens: 0 });
    }
    return undefined;
  }
  const text = json.toString("utf8");
  const part = readAnswerPart(text);
  if (part?.error) throw errorWithinAnswer(part.error, text, asked);
  if (!part?.isAnswer) {
    const reason = part ? "with nothing in it" : "that is not valid JSON";
    const said = keptWords(text, asked.secret);
    throw brokenAnswer(`sent an answer ${reason}`, undefined, said);
  }
  const usage = part.usage ?? {
    inputTokens: promptTokens,
    outputTokens: await countTokens(part.texts),
    cachedInputTokens: 0,
  };
  const settled = await metered.complete(usage, part.usage === undefined);
  return { json: renameModel(json, part, request.slug), settled };
}
