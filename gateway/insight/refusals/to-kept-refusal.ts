import type { RefusedLimit } from "../../contracts/request";
import type { Refusal } from "../../inference/admission/refusal-recorder";
import type { LimitState } from "../../limits/counter-store";
import type { KeptRefusal } from "./kept-refusal";

export function toKeptRefusal({
  requestId,
  refusedAt,
  caller,
  slug,
  trace,
  result,
}: Refusal): KeptRefusal {
  return {
    requestId,
    refusedAt,
    workspaceId: caller.group.workspaceId,
    groupPath: caller.group.path,
    apiKeyPrefix: caller.keyPrefix,
    modelSlug: slug,
    binding: toRefusedLimit(result.binding),
    limits: result.states.map(toRefusedLimit),
    retryAfterMs: Math.ceil(result.retryAfterMs),
    neverFits: result.neverFits,
    trace,
  };
}

function toRefusedLimit({ limit, used, remaining, resetMs }: LimitState): RefusedLimit {
  return {
    kind: limit.kind,
    type: limit.type,
    unit: limit.unit,
    threshold: limit.threshold,
    source_group: limit.sourceGroupId,
    counter_group: limit.counterGroupId,
    used,
    remaining,
    reset_ms: Math.ceil(resetMs),
  };
}
