import type { ReceiptLimit } from "../../contracts/request";
import type { Refusal } from "../../inference/admission/refusal-recorder";
import type { LimitState } from "../../limits/counter-store";
import type { ReceiptRow } from "./receipt-row";

export function receiptOf({
  requestId,
  refusedAt,
  caller,
  slug,
  trace,
  result,
}: Refusal): ReceiptRow {
  return {
    requestId,
    refusedAt,
    workspaceId: caller.group.workspaceId,
    groupPath: caller.group.path,
    apiKeyPrefix: caller.keyPrefix,
    modelSlug: slug,
    binding: limitOf(result.binding),
    limits: result.states.map(limitOf),
    retryAfterMs: Math.ceil(result.retryAfterMs),
    neverFits: result.neverFits,
    trace,
  };
}

function limitOf({ limit, used, remaining, resetMs }: LimitState): ReceiptLimit {
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
