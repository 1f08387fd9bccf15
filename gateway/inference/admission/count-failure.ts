import type { Metrics } from "../../platform/metrics/metrics";
import type { RequestOutcome } from "../../platform/metrics/slug-metrics";
import { asInferenceError } from "../errors/render-inference-error";
import type { InferenceCall } from "../request/inference-call";

/** Counts a request that was refused before it reached a model. */
export function countFailure(
  metrics: Metrics,
  { isAdmitted, slugMetrics }: Pick<InferenceCall, "isAdmitted" | "slugMetrics">,
  error: unknown,
): void {
  if (isAdmitted) return;
  const { requests } = slugMetrics ?? metrics.noSlug;
  requests[toOutcome(asInferenceError(error).status)]++;
}

function toOutcome(status: number): RequestOutcome {
  if (status === 429) return "limited";
  if (status === 401) return "unauthorized";
  if (status < 500) return "invalid";
  return status === 503 ? "unavailable" : "failed";
}
