import type { Settled } from "../limits/counter-store";
import { readAnswerPart } from "./answer-usage";
import { abortedUsage, type BillingBasis, billedUsage } from "./billed-usage";
import type { InferenceRequest } from "./inference-request";
import type { MeteredRequest } from "./metered-request";
import { BodyTooLargeError, readBody } from "./read-body";
import { renameModel } from "./rename-model";
import { keptWords } from "./upstream-errors/kept-words";
import { type AskedUpstream, errorWithinAnswer } from "./upstream-errors/upstream-refusal";
import type { AnswerBody } from "./upstream-exchange";
import { brokenAnswer, connectionFailure } from "./upstream-failure";

const answerBytesMax = 64 * 1024 * 1024;

export interface RelayContext extends BillingBasis {
  request: InferenceRequest;
  metered: MeteredRequest;
  gone: { readonly aborted: boolean };
  asked: AskedUpstream;
}

/**
 * Reads the whole answer, settles, and waits for the event's commit. Undefined when the caller
 * went away meanwhile. @throws InferenceError
 */
export async function relayJson(
  body: AnswerBody,
  context: RelayContext,
): Promise<{ json: Buffer; settled: Pick<Settled, "states"> } | undefined> {
  const { request, metered, gone, asked } = context;
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
    if (hasBegun) await metered.abort(await abortedUsage(undefined, [], context));
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
  const { usage, isEstimated } = await billedUsage(part.usage, part.texts, context);
  const settled = await metered.complete(usage, isEstimated);
  return { json: renameModel(json, part, request.slug), settled };
}
