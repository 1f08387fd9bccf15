import { admit } from "./admit";
import type { Caller } from "./authenticate-caller";
import { callUpstream } from "./call-upstream";
import { CallerGone } from "./caller-gone";
import type { InferenceCall } from "./inference-call";
import type { InferenceDeps } from "./inference-deps";
import { parseInferenceRequest } from "./inference-request";
import type { Operation } from "./operation";
import { rateHeadersOf } from "./rate-headers";
import type { RawHeaders } from "./raw-headers";
import { relayJson } from "./relay-json";
import { relayStream } from "./relay-stream";
import { StreamWriter } from "./stream-writer";
import { brokenAnswer, upstreamFailureOf } from "./upstream-failure";

/**
 * One request from end to end: admit, call, relay, settle, meter. Whatever happens, the
 * reservation is settled or released. Source: engine, "Admission" and "Aborts".
 * @throws InferenceError while nothing was answered; a caller who has gone is answered nothing
 */
export async function serveInference(
  inference: InferenceDeps,
  caller: Caller,
  { bytes, operation }: { bytes: Buffer; operation: Operation },
  call: InferenceCall,
): Promise<void> {
  const gone = new CallerGone(call.response);
  const request = await parseInferenceRequest(bytes, operation);
  const { target, metered, basis, reserved } = await admit(inference, caller, request, call);
  let isSent = false;
  try {
    const { dialect, targetModel, secret } = target;
    const asked = { slug: request.slug, targetModel, secret };
    const path = dialect.pathOf(operation);
    const upstreamBody = await dialect.bodyOf(request, targetModel);
    isSent = true;
    const { isEventStream, body } = await callUpstream(
      inference,
      target.isGuarded ? inference.guardedUpstream : inference.upstream,
      {
        path,
        body: upstreamBody,
        target,
        asked,
        stream: request.stream,
        requestId: call.id,
        signal: gone,
      },
    );
    const { promptTokens, bounds } = basis;
    const context = { request, metered, promptTokens, bounds, gone, asked };
    if (isEventStream && !request.stream) {
      body.destroy();
      throw brokenAnswer("sent a stream that was not asked for");
    }
    if (isEventStream) {
      const rateHeaders = rateHeadersOf(reserved.states);
      const writer = new StreamWriter(call, rateHeaders, inference.config.limits.upstreamIdleMs);
      await relayStream(body, writer, context);
      return;
    }
    const answer = await relayJson(body, context);
    if (answer) sendJson(call, answer.json, rateHeadersOf(answer.settled.states));
  } catch (error) {
    if (gone.aborted) return;
    // What the model has no word for never reached it, and counts nothing.
    const left = await (isSent ? metered.fail(upstreamFailureOf(error)) : metered.cancel());
    call.headers.push(...rateHeadersOf(left));
    throw error;
  } finally {
    if (!metered.hasEnded) await metered.cancel();
  }
}

function sendJson(
  { response, headers }: InferenceCall,
  json: Buffer,
  rateHeaders: RawHeaders,
): void {
  response.writeHead(200, [
    ...headers,
    ...rateHeaders,
    "content-type",
    "application/json",
    "content-length",
    String(json.length),
  ]);
  response.end(json);
}
