import type { FastifyReply } from "fastify";
import { admit } from "./admit";
import type { Caller } from "./authenticate-caller";
import { beginAnswer } from "./begin-answer";
import { callUpstream } from "./call-upstream";
import { CallerGone } from "./caller-gone";
import { parseChatRequest, upstreamBodyOf } from "./chat-request";
import type { InferenceDeps } from "./inference-deps";
import { rateHeadersOf } from "./rate-headers";
import { relayJson } from "./relay-json";
import { relayStream } from "./relay-stream";
import { createStreamWriter } from "./stream-writer";
import { brokenAnswer } from "./upstream-failure";

/** Sent to nobody: the caller closed the connection. */
const clientClosedRequest = 499;

/**
 * One chat completion from end to end: admit, call, relay, settle, meter. Whatever happens, the
 * reservation is settled or released. Source: engine, "Admission" and "Aborts".
 * @throws InferenceError
 */
export async function completeChat(
  inference: InferenceDeps,
  caller: Caller,
  bytes: Buffer,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const gone = new CallerGone(reply);
  const request = await parseChatRequest(bytes);
  const { target, metered, promptTokens, states } = await admit(inference, caller, request, reply);
  try {
    const { isEventStream, body } = await callUpstream(
      inference,
      target.isGuarded ? inference.guardedUpstream : inference.upstream,
      {
        target,
        slug: request.slug,
        stream: request.stream,
        body: upstreamBodyOf(request, target.targetModel),
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
    reply.headers(rateHeadersOf(await metered.fail()));
    throw error;
  } finally {
    await metered.cancel();
  }
}
