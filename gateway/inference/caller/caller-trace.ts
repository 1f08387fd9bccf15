import type { IncomingHttpHeaders } from "node:http";
import type { KeptTrace } from "../../metering/ledger/ledger";
import type { RawHeaders } from "../request/raw-headers";

/** W3C Trace Context, version 00; later ones may add to it. */
const traceparent =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-[\x21-\x7e]{1,64})?$/;
const tracestate = /^[\x20-\x7e]{1,512}$/;
const callersId = /^[\x21-\x7e]{1,128}$/;

/** How the caller names a call. */
export interface CallerTrace {
  readonly kept: KeptTrace;
  readonly parent: string | undefined;
  readonly state: string | undefined;
}

/** What a caller sent of it; undefined for nothing. What is no such header is left out. */
export function readCallerTrace(headers: IncomingHttpHeaders): CallerTrace | undefined {
  const { "x-request-id": id, traceparent: parent, tracestate: state } = headers;
  if (id === undefined && parent === undefined) return undefined;
  const ownId = typeof id === "string" && callersId.test(id) ? id : null;
  const isTraced = typeof parent === "string" && traceparent.test(parent);
  if (ownId === null && !isTraced) return undefined;
  return {
    // After the version and its dash come 32 digits.
    kept: { clientRequestId: ownId, traceId: isTraced ? parent.slice(3, 35) : null },
    parent: isTraced ? parent : undefined,
    state: isTraced && typeof state === "string" && tracestate.test(state) ? state : undefined,
  };
}

/**
 * What lets a call be followed from its caller to the model: the trace that it belongs to, and the
 * caller's own id of it. Ours stands beside that one.
 */
export function traceHeaders(trace: CallerTrace | undefined, requestId: string): RawHeaders {
  const headers: RawHeaders = [];
  const ownId = trace?.kept.clientRequestId ?? null;
  if (ownId === null) headers.push("x-request-id", requestId);
  else headers.push("x-request-id", ownId, "x-headgate-request-id", requestId);
  if (trace?.parent !== undefined) headers.push("traceparent", trace.parent);
  if (trace?.state !== undefined) headers.push("tracestate", trace.state);
  return headers;
}
