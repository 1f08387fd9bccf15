/** Why a request ended as an `upstream_error`. */
export interface UpstreamFailure {
  /** The code of the error that the caller got. */
  code: string;
  /** The upstream's HTTP status; null where it gave none. */
  status: number | null;
  /** The first KiB of what the upstream said, without our secrets. */
  said?: string;
}

/** The caller's own ids of a call, kept beside ours. */
export interface KeptTrace {
  /** The caller's `x-request-id`. */
  readonly clientRequestId: string | null;
  /** The trace id of the caller's `traceparent`. */
  readonly traceId: string | null;
}

/** One request as the ledger keeps it. Times in ms since the epoch. */
export interface LedgerRow {
  /** ULID; its time is the moment of the append. */
  idempotencyKey: string;
  workspaceId: string;
  groupId: string;
  /** Ids from the root to the group: what CASCADING counters are rebuilt from. */
  groupPath: readonly string[];
  cascading: boolean;
  externalEntityId: string;
  apiKeyPrefix: string;
  modelSlug: string;
  requestId: string;
  /** JSON text, as the caller sent it. */
  requestMetadata: string | null;
  admittedAt: number;
  timestamp: number;
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
  /** Tokens were counted here because the upstream reported none. */
  estimated: boolean;
  outcome: "completed" | "aborted" | "upstream_error";
  /** False for requests that count against REQUEST limits without being billed. */
  billable: boolean;
  failure?: UpstreamFailure | undefined;
  trace?: KeptTrace | undefined;
}

export type LedgerAppend = Omit<LedgerRow, "idempotencyKey" | "timestamp">;

/** Append-only. A resolved append is on disk. */
export interface Ledger {
  append(row: LedgerAppend): Promise<{ idempotencyKey: string }>;
  /** False while PostgreSQL can't be reached: new requests are refused before the upstream. */
  isAvailable(): boolean;
  /** What PostgreSQL said last, while it can't be reached; undefined otherwise. */
  trouble?(): unknown;
  /** Waits for everything queued. */
  drain(): Promise<void>;
}
