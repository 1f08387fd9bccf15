import type { FastifyRequest } from "fastify";
import type { Metrics } from "../metrics/metrics";
import type { RequestOutcome, SlugMetrics } from "../metrics/slug-metrics";
import { asInferenceError } from "./render-inference-error";

declare module "fastify" {
  interface FastifyRequest {
    /** Of the endpoint that is called; null until it is known to be one that the caller may call. */
    slugMetrics: SlugMetrics | null;
    /** From its admission on a request is counted by how it ends. */
    isAdmitted: boolean;
  }
}

/** Counts a request that was refused before it reached a model. */
export function countFailure(metrics: Metrics, request: FastifyRequest, error: unknown): void {
  if (request.isAdmitted) return;
  const { requests } = request.slugMetrics ?? metrics.noSlug;
  requests[outcomeOf(asInferenceError(error).status)]++;
}

function outcomeOf(status: number): RequestOutcome {
  if (status === 429) return "limited";
  if (status === 401) return "unauthorized";
  if (status < 500) return "invalid";
  return status === 503 ? "unavailable" : "failed";
}
