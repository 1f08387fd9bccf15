import type { IncomingHttpHeaders } from "node:http";
import type { RawHeaders } from "./raw-headers";

/** W3C Trace Context, version 00; later ones may add to it. */
const traceparent =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-[\x21-\x7e]{1,64})?$/;
const tracestate = /^[\x20-\x7e]{1,512}$/;
const callersId = /^[\x21-\x7e]{1,128}$/;

/**
 * What lets a call be followed from its caller to the model: the trace that it belongs to, and the
 * caller's own id of it. Ours stands beside that one. What is no such header is left out.
 */
export function traceHeaders(asked: IncomingHttpHeaders, requestId: string): RawHeaders {
  const headers: RawHeaders = [];
  const own = callersRequestId(asked);
  if (own === undefined) headers.push("x-request-id", requestId);
  else headers.push("x-request-id", own, "x-headgate-request-id", requestId);
  const { traceparent: parent, tracestate: state } = asked;
  if (typeof parent !== "string" || !traceparent.test(parent)) return headers;
  headers.push("traceparent", parent);
  if (typeof state === "string" && tracestate.test(state)) headers.push("tracestate", state);
  return headers;
}

/** As the caller named the call; undefined where it did not, or not as an id is written. */
export function callersRequestId({ "x-request-id": id }: IncomingHttpHeaders): string | undefined {
  return typeof id === "string" && callersId.test(id) ? id : undefined;
}
