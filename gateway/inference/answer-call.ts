import type { IncomingMessage } from "node:http";
import { countFailure } from "./admission/count-failure";
import { authenticateCaller, type Caller } from "./caller/authenticate-caller";
import { meteringUnavailable } from "./errors/inference-error";
import { sendInferenceError } from "./errors/render-inference-error";
import type { InferenceDeps } from "./inference-deps";
import type { InferenceCall } from "./request/inference-call";
import type { Operation } from "./request/operation";
import { readRequestBody } from "./request/read-request-body";
import { serveInference } from "./serve-inference";

/** Answers one call, whatever happens: with the model's answer or with an error. Never rejects. */
export async function answerCall(
  inference: InferenceDeps,
  operation: Operation,
  call: InferenceCall,
): Promise<void> {
  try {
    const caller = await identifyCaller(inference, call.request);
    const bytes = await readRequestBody(
      call.request,
      inference.config.limits.inferenceBodyBytesMax,
    );
    await serveInference(inference, caller, { bytes, operation }, call);
  } catch (error) {
    countFailure(inference.metrics, call, error);
    sendInferenceError(inference.log, call, error);
  }
}

/** Who calls; known before the body is read. @throws InferenceError 401, 429, 503 */
export async function identifyCaller(
  { caches, keyUse, ledger }: InferenceDeps,
  request: IncomingMessage,
): Promise<Caller> {
  // Checked before anything asks the database: while that hangs, callers still get an answer.
  if (!ledger.isAvailable()) throw meteringUnavailable();
  const caller = await authenticateCaller(caches, request);
  keyUse.note(caller.group.workspaceId, caller.keyPrefix);
  return caller;
}
