import type { ReceiptLimit } from "../../contracts/request";
import type { LimitState, ReserveResult } from "../../limits/counter-store";
import type { KeptTrace } from "../../metering/ledger/ledger";
import type { ReceiptRow } from "./receipt-row";

/** Who was refused what, as admission knows it. */
export interface Refusal {
  requestId: string;
  refusedAt: number;
  caller: {
    keyPrefix: string;
    group: { id: string; workspaceId: string; path: readonly string[] };
  };
  slug: string;
  trace?: KeptTrace | undefined;
  result: Extract<ReserveResult, { admitted: false }>;
}

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
