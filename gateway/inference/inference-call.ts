import type { IncomingMessage, ServerResponse } from "node:http";
import type { SlugMetrics } from "../metrics/slug-metrics";
import type { RawHeaders } from "./raw-headers";

/**
 * One call of the inference plane, on node:http's own objects: what a framework keeps of a request
 * costs a small answer more than checking its limits does.
 */
export interface InferenceCall {
  readonly id: string;
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
  return {
    id,
    request,
    response,
    headers: ["x-request-id", id],
    slugMetrics: null,
    isAdmitted: false,
  };
}
