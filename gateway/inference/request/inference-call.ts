import type { IncomingMessage, ServerResponse } from "node:http";
import type { SlugMetrics } from "../../platform/metrics/slug-metrics";
import { type CallerTrace, readCallerTrace } from "../caller/caller-trace";
import type { RawHeaders } from "./raw-headers";

/**
 * One call of the inference plane, on node:http's own objects: what a framework keeps of a request
 * costs a small answer more than checking its limits does.
 */
export interface InferenceCall {
  readonly id: string;
  readonly trace: CallerTrace | undefined;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Go out with whatever the answer will be. */
  readonly headers: RawHeaders;
  /** Of the endpoint that is called; null until it is known to be one that the caller may call. */
  slugMetrics: SlugMetrics | null;
  /** From its admission on a call is counted by how it ends. */
  isAdmitted: boolean;
}

export function createInferenceCall(
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): InferenceCall {
  const headers = ["x-request-id", id];
  const trace = readCallerTrace(request.headers);
  const ownId = trace?.kept.clientRequestId ?? null;
  // Beside ours, so that both ends can find the call in their logs.
  if (ownId !== null) headers.push("x-client-request-id", ownId);
  return {
    id,
    trace,
    request,
    response,
    headers,
    slugMetrics: null,
    isAdmitted: false,
  };
}
