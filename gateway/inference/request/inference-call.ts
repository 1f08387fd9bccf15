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
  /** Headers of the answer, whatever it will be. */
  readonly headers: RawHeaders;
  /** Metrics of the called slug; null until the caller is known to have access to it. */
  slugMetrics: SlugMetrics | null;
  /** An admitted call is counted by its end, any other by its failure. */
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
