import type { ReceiptLimit } from "../../contracts/request";
import type { KeptTrace } from "../../metering/ledger/ledger";

/** A refusal as it is kept. Times in ms since the epoch. */
export interface ReceiptRow {
  requestId: string;
  refusedAt: number;
  workspaceId: string;
  /** Ids from the root to the calling group. */
  groupPath: readonly string[];
  apiKeyPrefix: string;
  modelSlug: string;
  binding: ReceiptLimit;
  limits: readonly ReceiptLimit[];
  retryAfterMs: number;
  neverFits: boolean;
  /** Written with it, and read apart. */
  trace?: KeptTrace | undefined;
}
