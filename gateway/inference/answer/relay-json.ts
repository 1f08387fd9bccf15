import type { Settled } from "../../limits/counter-store";
import type { MeteredRequest } from "../admission/metered-request";
import type { AnswerBody } from "../answer-body";
import { wholeOfEvents } from "../answer-forms/answer-in-form";
import type { InferenceRequest } from "../request/inference-request";
import { BodyTooLargeError, readBody } from "../request/read-body";
import { brokenAnswer, connectionFailure } from "../upstream/upstream-failure";
import { keptWords } from "../upstream-errors/kept-words";
import { type AskedUpstream, errorWithinAnswer } from "../upstream-errors/upstream-refusal";
import type { AnswerPart } from "./answer-usage";
import { abortedUsage, type BillingBasis, billedUsage } from "./billed-usage";
import { readWholeAnswer } from "./read-whole-answer";
import { renameModel } from "./rename-model";

const answerBytesMax = 64 * 1024 * 1024;
const saidBytesMax = 64 * 1024;

export interface RelayContext extends BillingBasis {
  request: InferenceRequest;
  metered: Pick<MeteredRequest, "begin" | "complete" | "abort" | "fail">;
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
): Promise<{ parts: Buffer[]; settled: Pick<Settled, "states"> } | undefined> {
  const { request, metered, gone, asked } = context;
  let hasBegun = false;
  let bytes: Buffer;
  try {
    bytes = await readBody(body, answerBytesMax, () => {
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
  // Some servers stream and call it JSON.
  const json = wholeOfEvents(bytes, request.choices) ?? withoutMark(bytes);
  const read = await readWholeAnswer(json);
  if (!read?.part.isAnswer || read.part.error) throw noAnswer(json, read?.part, asked);
  const { part, members } = read;
  const { usage, isEstimated } = await billedUsage(part.usage, part.texts, context);
  const settled = await metered.complete(usage, isEstimated);
  return { parts: renameModel(json, members, request.slug), settled };
}

/** JSON may be read without a byte order mark, and not every client reads it with one. */
function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function noAnswer(json: Buffer, part: AnswerPart | undefined, asked: AskedUpstream) {
  const text = json.toString("utf8", 0, saidBytesMax);
  if (part?.error) return errorWithinAnswer(part.error, text, asked);
  const reason = part ? "with nothing in it" : "that is not valid JSON";
  return brokenAnswer(`sent an answer ${reason}`, undefined, keptWords(text, asked.secret));
}
