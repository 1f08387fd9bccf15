import type { Dispatcher } from "undici";
import type { Deps } from "../deps";
import { readStart } from "./read-body";
import { readErrorText } from "./upstream-errors/read-upstream-error";
import { retryAfterSeconds } from "./upstream-errors/retry-after";
import {
  type AskedUpstream,
  errorWithinAnswer,
  upstreamRefusal,
} from "./upstream-errors/upstream-refusal";
import {
  type AbortSource,
  type AnswerBody,
  type AnswerHead,
  UpstreamExchange,
} from "./upstream-exchange";
import { brokenAnswer, connectionFailure, isConnectionBroken } from "./upstream-failure";
import { type UpstreamTarget, upstreamHeadersOf } from "./upstream-target";

export interface UpstreamAnswer {
  isEventStream: boolean;
  body: AnswerBody;
}

export interface UpstreamCall {
  target: UpstreamTarget;
  /** Below the target's base path. */
  path: string;
  asked: AskedUpstream;
  stream: boolean;
  body: Buffer;
  requestId: string;
  /** Aborted when the caller has gone: the upstream is cancelled. */
  signal: AbortSource;
}

const refusalBytesMax = 64 * 1024;

/** Sends the request; resolves with the head of a 2xx answer. @throws InferenceError */
export async function callUpstream(
  { config, clock }: Pick<Deps, "config" | "clock">,
  dispatcher: Dispatcher,
  call: UpstreamCall,
): Promise<UpstreamAnswer> {
  const { target } = call;
  const accept = call.stream ? "text/event-stream" : "application/json";
  const options: Dispatcher.DispatchOptions = {
    origin: target.address.origin,
    path: target.address.basePath + call.path,
    method: "POST",
    headers: [...upstreamHeadersOf(target, config, accept), "x-request-id", call.requestId],
    body: call.body,
    headersTimeout: config.limits.upstreamHeadersMs,
    bodyTimeout: config.limits.upstreamIdleMs,
  };
  let exchange = dispatch(dispatcher, call.signal, options);
  let head: AnswerHead;
  try {
    head = await exchange.head;
  } catch (cause) {
    if (call.signal.aborted || !isConnectionBroken(cause)) throw connectionFailure(cause);
    // Once more: an upstream may close an idle connection in the moment in which it is used. Whoever
    // waits has seen nothing yet, and it is counted once.
    exchange = dispatch(dispatcher, call.signal, options);
    head = await exchange.head.catch((again: unknown) => {
      throw connectionFailure(again);
    });
  }
  const { status, headers } = head;
  if (status < 200 || status > 299) {
    const said = await readStart(exchange, refusalBytesMax);
    const retryAfter = retryAfterSeconds(headers, clock.now());
    throw upstreamRefusal(status, said.toString("utf8"), call.asked, retryAfter);
  }
  const encoding = headerOf(headers["content-encoding"]);
  if (encoding && encoding !== "identity") {
    exchange.destroy();
    throw brokenAnswer("answered in an encoding that was not asked for");
  }
  const type = headerOf(headers["content-type"]) ?? "";
  const isEventStream = /^text\/event-stream\b/i.test(type);
  const createdSeconds = Math.floor(clock.now() / 1_000);
  const failureOf = (said: string) => errorWithinAnswer(readErrorText(said), said, call.asked);
  const body = target.dialect.answerOf(exchange, { isEventStream, createdSeconds, failureOf });
  return { isEventStream, body };
}

function dispatch(
  dispatcher: Dispatcher,
  signal: AbortSource,
  options: Dispatcher.DispatchOptions,
): UpstreamExchange {
  const exchange = new UpstreamExchange(signal);
  dispatcher.dispatch(options, exchange);
  return exchange;
}

function headerOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
