import { admit } from "./admission/admit";
import { toRateHeaders } from "./admission/rate-headers";
import { relayJson } from "./answer/relay-json";
import { relayStream } from "./answer/relay-stream";
import { StreamWriter } from "./answer/stream-writer";
import { answerInForm } from "./answer-forms/answer-in-form";
import type { Caller } from "./caller/authenticate-caller";
import { traceHeaders } from "./caller/caller-trace";
import type { InferenceDeps } from "./inference-deps";
import type { InferenceCall } from "./request/inference-call";
import { parseInferenceRequest } from "./request/inference-request";
import type { Operation } from "./request/operation";
import type { RawHeaders } from "./request/raw-headers";
import { callUpstream } from "./upstream/call-upstream";
import { CallerGone } from "./upstream/caller-gone";
import { toUpstreamFailure } from "./upstream/upstream-failure";

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
    const path = dialect.toPath(operation);
    const upstreamBody = await dialect.toBody(request, targetModel);
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
        trace: traceHeaders(call.trace, call.id),
        signal: gone,
      },
    );
    const { promptTokens, bounds } = basis;
    const context = { request, metered, promptTokens, bounds, gone, asked };
    const answer = answerInForm(body, request, isEventStream);
    if (request.stream) {
      const rateHeaders = toRateHeaders(reserved.states);
      const { upstreamIdleMs: idleMs, keepAliveMs } = inference.config.limits;
      const patience = { watch: inference.watch, idleMs, keepAliveMs };
      const writer = new StreamWriter(call, rateHeaders, patience);
      try {
        await relayStream(answer, writer, context);
      } finally {
        writer.close();
      }
      return;
    }
    const relayed = await relayJson(answer, context);
    if (relayed) sendJson(call, relayed.parts, toRateHeaders(relayed.settled.states));
  } catch (error) {
    if (gone.aborted) return;
    // A request that the dialect refused was never sent, so it counts for no limit.
    const left = await (isSent ? metered.fail(toUpstreamFailure(error)) : metered.cancel());
    call.headers.push(...toRateHeaders(left));
    throw error;
  } finally {
    if (!metered.hasEnded) await metered.cancel();
  }
}

function sendJson(
  { response, headers }: InferenceCall,
  parts: readonly Buffer[],
  rateHeaders: RawHeaders,
): void {
  let length = 0;
  for (const part of parts) length += part.length;
  response.writeHead(200, [
    ...headers,
    ...rateHeaders,
    "content-type",
    "application/json",
    "cache-control",
    "no-store",
    "content-length",
    String(length),
  ]);
  const last = parts.length - 1;
  for (let index = 0; index < last; index++) response.write(parts[index]);
  response.end(parts[last]);
}
