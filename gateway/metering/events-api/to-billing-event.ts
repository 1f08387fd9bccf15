import type { BillingEvent } from "../../contracts/billing-event";

/** A billed row of the ledger, as every place that answers it reads it. */
export interface BilledRow {
  idempotencyKey: string;
  recordedAt: Date;
  requestId: string;
  modelSlug: string;
  externalEntityId: string;
  apiKeyPrefix: string;
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
}

/** The event as it is billed, the same wherever it is looked at; `estimated` is the caller's to add. */
export function toBillingEvent(row: BilledRow): BillingEvent {
  const { inputTokens, outputTokens, cachedInputTokens } = row;
  return {
    idempotencyKey: row.idempotencyKey,
    timestamp: row.recordedAt.toISOString(),
    requestId: row.requestId,
    modelSlug: row.modelSlug,
    externalEntityId: row.externalEntityId,
    apiKeyPrefix: row.apiKeyPrefix,
    tokens: { inputTokens, outputTokens, cachedInputTokens },
  };
}
