import type { ReserveResult } from "../../limits/counter-store";
import type { KeptTrace } from "../../metering/ledger/ledger";

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

/** Writes refusals to the database later, in batches. Noting one is a push to an array. */
export interface RefusalRecorder {
  note(refusal: Refusal): void;
  /** Waiting to be written, and never written because too many waited already. */
  counts(): { queued: number; dropped: number };
  /** Writes what waits. */
  close(): Promise<void>;
}
