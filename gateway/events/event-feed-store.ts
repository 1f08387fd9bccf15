import type { Queryable } from "../db/database";
import type { BilledRow } from "./billing-event-of";
import { ulidFloor } from "./ulid-range";

export interface FeedRow extends BilledRow {
  estimated: boolean;
}

export interface FeedPosition {
  recordedAtMs: number;
  idempotencyKey: string;
}

export interface FeedSelection {
  workspaceId: string;
  /** Inclusive. */
  startMs: number;
  /** Exclusive. */
  endMs: number;
  after: FeedPosition | undefined;
  apiKeyPrefixes: readonly string[] | undefined;
  externalEntityIds: readonly string[] | undefined;
  limit: number;
}

/**
 * Everything recorded before this moment is committed and visible from now on: a row gets its time
 * after its transaction began, and none that began earlier is still under way. PostgreSQL's clock,
 * so that replicas' clocks play no part.
 */
export async function selectFeedHorizon(
  db: Queryable,
): Promise<{ horizonMs: number; nowMs: number }> {
  // The statement's time, which is from before the look at the others: one that begins between the
  // two is later than it.
  const { rows } = await db.query<{ horizon: Date; now: Date }>(
    `SELECT date_trunc('milliseconds', least(statement_timestamp(), min(xact_start))) AS horizon,
       statement_timestamp() AS now
     FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'headgate'
       AND pid <> pg_backend_pid()`,
  );
  const [row] = rows;
  if (!row) throw new Error("an aggregate answers one row");
  return { horizonMs: row.horizon.getTime(), nowMs: row.now.getTime() };
}

/** An event's id is made before it is recorded: partitions a little further off are looked at too. */
const keyMarginMs = 86_400_000;

/** In the order in which they were recorded. */
export async function selectFeed(db: Queryable, selection: FeedSelection): Promise<FeedRow[]> {
  const { startMs, endMs, after } = selection;
  const fromMs = after?.recordedAtMs ?? startMs;
  const { rows } = await db.query<FeedRow>(
    `SELECT idempotency_key AS "idempotencyKey", recorded_at AS "recordedAt",
       request_id AS "requestId", model_slug AS "modelSlug",
       external_entity_id AS "externalEntityId", api_key_prefix AS "apiKeyPrefix",
       input_tokens AS "inputTokens", output_tokens AS "outputTokens",
       cached_input_tokens AS "cachedInputTokens", estimated
     FROM events
     WHERE workspace_id = $1 AND billable
       AND recorded_at >= $2 AND recorded_at < $3 AND (recorded_at, idempotency_key) > ($4, $5)
       AND idempotency_key >= $6 AND idempotency_key < $7
       AND ($8::text[] IS NULL OR api_key_prefix = ANY($8))
       AND ($9::text[] IS NULL OR external_entity_id = ANY($9))
     ORDER BY recorded_at, idempotency_key LIMIT $10`,
    [
      selection.workspaceId,
      new Date(fromMs),
      new Date(endMs),
      new Date(after?.recordedAtMs ?? 0),
      after?.idempotencyKey ?? "",
      ulidFloor(Math.max(0, fromMs - keyMarginMs)),
      ulidFloor(endMs + keyMarginMs),
      selection.apiKeyPrefixes ?? null,
      selection.externalEntityIds ?? null,
      selection.limit,
    ],
  );
  return rows;
}
