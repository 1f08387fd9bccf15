import type { RefusedLimit } from "../../contracts/request";
import type { KeptTrace } from "../../metering/ledger/ledger";

/** A refusal as it is kept. Times in ms since the epoch. */
export interface KeptRefusal {
  requestId: string;
  refusedAt: number;
  workspaceId: string;
  /** Ids from the root to the calling group. */
  groupPath: readonly string[];
  apiKeyPrefix: string;
  modelSlug: string;
  binding: RefusedLimit;
  limits: readonly RefusedLimit[];
  retryAfterMs: number;
  neverFits: boolean;
  /** Written with it, and read apart. */
  trace?: KeptTrace | undefined;
}
