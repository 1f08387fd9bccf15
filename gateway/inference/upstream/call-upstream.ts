import type { Dispatcher } from "undici";
import type { AbortSource, AnswerBody, AnswerHead } from "../answer-body";
import { decodeBody } from "../decode-body";
import type { InferenceDeps } from "../inference-deps";
import type { RawHeaders } from "../request/raw-headers";
import { readStart } from "../request/read-body";
import { readErrorText } from "../upstream-errors/read-upstream-error";
import { retryAfterSeconds } from "../upstream-errors/retry-after";
import {
  type AskedUpstream,
  errorWithinAnswer,
  upstreamRefusal,
} from "../upstream-errors/upstream-refusal";
import { UpstreamExchange } from "./upstream-exchange";
import { brokenAnswer, connectionFailure } from "./upstream-failure";
import { toUpstreamHeaders, type UpstreamTarget } from "./upstream-target";

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
  /** Headers by which the call can be followed at the upstream: `traceHeaders`. */
  trace: RawHeaders;
  /** Aborted when the caller has gone: the upstream is cancelled. */
  signal: AbortSource;
}

const refusalBytesMax = 64 * 1024;
const decodedBytesMax = 1024 * 1024;

/** Sends the request; resolves with the head of a 2xx answer. @throws InferenceError */
export async function callUpstream(
  { config, clock, watch }: Pick<InferenceDeps, "config" | "clock" | "watch">,
  dispatcher: Dispatcher,
  call: UpstreamCall,
): Promise<UpstreamAnswer> {
  const { target } = call;
  const accept = call.stream ? "text/event-stream" : "application/json";
  const { upstreamFirstByteMs: firstByteMs, upstreamIdleMs: idleMs } = config.limits;
  const patience = { watch, firstByteMs, idleMs };
  const ask = (secret: string) => {
    const options = {
      origin: target.address.origin,
      path: target.address.basePath + call.path,
      method: "POST" as const,
      headers: call.trace,
      body: call.body,
      // The exchange has its own time-outs: undici has none that lasts until the first byte of the
      // body.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    const credential = target.credential(secret, options, clock);
    options.headers = [...toUpstreamHeaders(credential, config, accept), ...call.trace];
    const dispatch = () => {
      const exchange = new UpstreamExchange(call.signal, patience);
      dispatcher.dispatch(options, exchange);
      return exchange;
    };
    return askOnceMore(dispatch, call.signal, config.limits.staleConnectionMs);
  };
  let answer = await ask(target.secret);
  if (answer.head.status === 401 && target.token) {
    answer = (await askWithAnotherToken(target.token, ask, answer, call.asked)) ?? answer;
  }
  const { exchange, head } = answer;
  const { status, headers } = head;
  if (status < 200 || status > 299) {
    const start = await readStart(exchange, refusalBytesMax);
    const said = decodeBody(start, toHeader(headers["content-encoding"]), decodedBytesMax);
    const retryAfter = retryAfterSeconds(headers, clock.now());
    throw upstreamRefusal(status, said.toString("utf8"), call.asked, retryAfter);
  }
  const encoding = toHeader(headers["content-encoding"]);
  if (encoding && encoding !== "identity") {
    exchange.destroy();
    throw brokenAnswer("answered in an encoding that was not asked for");
  }
  const type = toHeader(headers["content-type"]) ?? "";
  const isEventStream = /^text\/event-stream\b/i.test(type);
  const createdSeconds = Math.floor(clock.now() / 1_000);
  const toFailure = (said: string) => errorWithinAnswer(readErrorText(said), said, call.asked);
  const body = target.dialect.toAnswer(exchange, { isEventStream, createdSeconds, toFailure });
  return { isEventStream, body };
}

interface Answer {
  exchange: UpstreamExchange;
  head: AnswerHead;
}

/** A token may end before its time: revoked, say. Undefined where another would do no better. */
async function askWithAnotherToken(
  token: NonNullable<UpstreamTarget["token"]>,
  ask: (secret: string) => Promise<Answer>,
  { exchange }: Answer,
  asked: AskedUpstream,
): Promise<Answer | undefined> {
  const another = await token.another(asked.secret).catch((cause: unknown) => {
    exchange.destroy();
    throw cause;
  });
  if (another === undefined) return undefined;
  exchange.destroy();
  // The new token is what errors of this call must not show.
  asked.secret = another;
  const answer = await ask(another);
  if (answer.head.status === 401) token.rest();
  return answer;
}

async function askOnceMore(
  dispatch: () => UpstreamExchange,
  signal: AbortSource,
  staleMs: number,
): Promise<Answer> {
  const exchange = dispatch();
  try {
    return { exchange, head: await exchange.head };
  } catch (cause) {
    if (signal.aborted || !exchange.mayBeSentAgain(staleMs)) throw connectionFailure(cause);
    // Once more: an upstream may close an idle connection in the moment in which it is used. Whoever
    // waits has seen nothing yet, and it is counted once.
    const again = dispatch();
    const head = await again.head.catch((failure: unknown) => {
      throw connectionFailure(failure);
    });
    return { exchange: again, head };
  }
}

function toHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
