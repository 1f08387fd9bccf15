import type { Metrics } from "../metrics/metrics";
import type { RequestOutcome } from "../metrics/slug-metrics";
import type { InferenceCall } from "./inference-call";
import { asInferenceError } from "./render-inference-error";

/** Counts a request that was refused before it reached a model. */
export function countFailure(
  metrics: Metrics,
  { isAdmitted, slugMetrics }: Pick<InferenceCall, "isAdmitted" | "slugMetrics">,
  error: unknown,
): void {
  if (isAdmitted) return;
  const { requests } = slugMetrics ?? metrics.noSlug;
  requests[outcomeOf(asInferenceError(error).status)]++;
}

function outcomeOf(status: number): RequestOutcome {
  if (status === 429) return "limited";
  if (status === 401) return "unauthorized";
  if (status < 500) return "invalid";
  return status === 503 ? "unavailable" : "failed";
}
