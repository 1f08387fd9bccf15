import type { Dispatcher } from "undici";
import type { Deps } from "../deps";
import { readBody } from "./read-body";
import {
  type AbortSource,
  type AnswerBody,
  type AnswerHead,
  UpstreamExchange,
} from "./upstream-exchange";
import { brokenAnswer, connectionFailure, upstreamRefusal } from "./upstream-failure";
import type { UpstreamTarget } from "./upstream-target";

export interface UpstreamAnswer {
  isEventStream: boolean;
  body: AnswerBody;
}

export interface UpstreamCall {
  target: UpstreamTarget;
  slug: string;
  stream: boolean;
  body: Buffer;
  requestId: string;
  /** Aborted when the caller has gone: the upstream is cancelled. */
  signal: AbortSource;
}

const refusalBytesMax = 64 * 1024;

/** Sends the request; resolves with the head of a 2xx answer. @throws InferenceError */
export async function callUpstream(
  { config }: Pick<Deps, "config">,
  dispatcher: Dispatcher,
  call: UpstreamCall,
): Promise<UpstreamAnswer> {
  const { target } = call;
  const exchange = new UpstreamExchange(call.signal);
  const { status, headers } = await send(dispatcher, exchange, {
    origin: target.origin,
    path: target.path,
    method: "POST",
    headers: {
      authorization: target.authorization,
      "content-type": "application/json",
      accept: call.stream ? "text/event-stream" : "application/json",
      "accept-encoding": "identity",
      "user-agent": `headgate/${config.version}`,
      "x-request-id": call.requestId,
    },
    body: call.body,
    headersTimeout: config.limits.upstreamHeadersMs,
    bodyTimeout: config.limits.upstreamIdleMs,
  }).catch((cause: unknown) => {
    throw connectionFailure(cause);
  });
  if (status < 200 || status > 299) {
    const refusal = await readBody(exchange, refusalBytesMax).catch(() => Buffer.alloc(0));
    throw upstreamRefusal(status, refusal.toString("utf8"), {
      slug: call.slug,
      targetModel: target.targetModel,
      retryAfter: headerOf(headers["retry-after"]),
    });
  }
  const encoding = headerOf(headers["content-encoding"]);
  if (encoding && encoding !== "identity") {
    exchange.destroy();
    throw brokenAnswer("answered in an encoding that was not asked for");
  }
  const type = headerOf(headers["content-type"]) ?? "";
  return { isEventStream: /^text\/event-stream\b/i.test(type), body: exchange };
}

async function send(
  dispatcher: Dispatcher,
  exchange: UpstreamExchange,
  options: Dispatcher.DispatchOptions,
): Promise<AnswerHead> {
  dispatcher.dispatch(options, exchange);
  return exchange.head;
}

function headerOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
