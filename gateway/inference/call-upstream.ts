import type { EventEmitter } from "node:events";
import type { Readable } from "node:stream";
import { type Dispatcher, request } from "undici";
import type { Deps } from "../deps";
import { readBody } from "./read-body";
import { brokenAnswer, connectionFailure, upstreamRefusal } from "./upstream-failure";
import type { UpstreamTarget } from "./upstream-target";

export interface UpstreamAnswer {
  isEventStream: boolean;
  body: Readable;
}

export interface UpstreamCall {
  target: UpstreamTarget;
  slug: string;
  stream: boolean;
  body: Buffer;
  requestId: string;
  /** Aborted when the caller has gone: the upstream is cancelled. */
  signal: EventEmitter & { readonly aborted: boolean };
}

const refusalBytesMax = 64 * 1024;

/** Sends the request; resolves with the head of a 2xx answer. @throws InferenceError */
export async function callUpstream(
  { config }: Pick<Deps, "config">,
  dispatcher: Dispatcher,
  call: UpstreamCall,
): Promise<UpstreamAnswer> {
  const { target } = call;
  const answer = await request(target.url, {
    dispatcher,
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
    signal: call.signal,
    headersTimeout: config.limits.upstreamHeadersMs,
    bodyTimeout: config.limits.upstreamIdleMs,
  }).catch((cause: unknown) => {
    throw connectionFailure(cause);
  });
  const { statusCode, headers, body } = answer;
  // Giving an answer up makes its body emit an error, which nobody may be reading any more.
  body.on("error", () => {});
  if (statusCode < 200 || statusCode > 299) {
    const refusal = await readBody(body, refusalBytesMax).catch(() => Buffer.alloc(0));
    throw upstreamRefusal(statusCode, refusal.toString("utf8"), {
      slug: call.slug,
      targetModel: target.targetModel,
      retryAfter: headerOf(headers["retry-after"]),
    });
  }
  const encoding = headerOf(headers["content-encoding"]);
  if (encoding && encoding !== "identity") {
    body.destroy();
    throw brokenAnswer("answered in an encoding that was not asked for");
  }
  const type = headerOf(headers["content-type"]) ?? "";
  return { isEventStream: /^text\/event-stream\b/i.test(type), body };
}

function headerOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
