import type { FastifyReply } from "fastify";
import { admit } from "./admit";
import type { Caller } from "./authenticate-caller";
import { beginAnswer } from "./begin-answer";
import { callUpstream } from "./call-upstream";
import { CallerGone } from "./caller-gone";
import type { InferenceDeps } from "./inference-deps";
import { parseInferenceRequest } from "./inference-request";
import type { Operation } from "./operation";
import { rateHeadersOf } from "./rate-headers";
import { relayJson } from "./relay-json";
import { relayStream } from "./relay-stream";
import { createStreamWriter } from "./stream-writer";
import { brokenAnswer } from "./upstream-failure";

/** Sent to nobody: the caller closed the connection. */
const clientClosedRequest = 499;

/**
 * One request from end to end: admit, call, relay, settle, meter. Whatever happens, the
 * reservation is settled or released. Source: engine, "Admission" and "Aborts".
 * @throws InferenceError
 */
export async function serveInference(
  inference: InferenceDeps,
  caller: Caller,
  { bytes, operation }: { bytes: Buffer; operation: Operation },
  reply: FastifyReply,
): Promise<FastifyReply> {
  const gone = new CallerGone(reply);
  const request = await parseInferenceRequest(bytes, operation);
  const { target, metered, promptTokens, states } = await admit(inference, caller, request, reply);
  let isSent = false;
  try {
    const { dialect, targetModel } = target;
    const path = dialect.pathOf(operation);
    const sent = { path, body: await dialect.bodyOf(request, targetModel) };
    isSent = true;
    const { isEventStream, body } = await callUpstream(
      inference,
      target.isGuarded ? inference.guardedUpstream : inference.upstream,
      {
        ...sent,
        target,
        slug: request.slug,
        stream: request.stream,
        requestId: String(reply.request.id),
        signal: gone,
      },
    );
    const context = { request, metered, promptTokens, gone };
    if (isEventStream && !request.stream) {
      body.destroy();
      throw brokenAnswer("sent a stream that was not asked for");
    }
    if (isEventStream) {
      reply.headers(rateHeadersOf(states));
      const writer = createStreamWriter(reply, inference.config.limits.upstreamIdleMs);
      await relayStream(body, writer, context);
      return reply;
    }
    const answer = await relayJson(body, context);
    if (!answer) return reply.code(clientClosedRequest).send();
    beginAnswer(reply, {
      ...rateHeadersOf(answer.states),
      "content-type": "application/json",
      "content-length": answer.json.length,
    });
    reply.raw.end(answer.json);
    return reply;
  } catch (error) {
    if (gone.aborted) return reply.code(clientClosedRequest).send();
    // What the model has no word for never reached it, and counts nothing.
    if (isSent) reply.headers(rateHeadersOf(await metered.fail()));
    throw error;
  } finally {
    await metered.cancel();
  }
}
