import { dayMs } from "../../contracts/leaves/time";
import type { Queryable } from "../../platform/db/database";
import type { BilledRow } from "../events-api/to-billing-event";
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
 * An event's id is made before it is recorded, by another clock: earlier partitions are looked at
 * too. Later ones always are: they are few, and empty as a rule.
 */
const feedMarginMs = 7 * dayMs;

/** In the order in which they were recorded. */
export async function selectFeed(db: Queryable, selection: FeedSelection): Promise<FeedRow[]> {
  const { startMs, endMs, after } = selection;
  // One lower bound only: with two, PostgreSQL begins to read at the lower one.
  const from = after ?? { recordedAtMs: startMs, idempotencyKey: "" };
  const { rows } = await db.query<FeedRow>(
    `SELECT idempotency_key AS "idempotencyKey", recorded_at AS "recordedAt",
       request_id AS "requestId", model_slug AS "modelSlug",
       external_entity_id AS "externalEntityId", api_key_prefix AS "apiKeyPrefix",
       input_tokens AS "inputTokens", output_tokens AS "outputTokens",
       cached_input_tokens AS "cachedInputTokens", estimated
     FROM events
     WHERE workspace_id = $1 AND billable
       AND (recorded_at, idempotency_key) > ($2, $3) AND recorded_at < $4
       AND idempotency_key >= $5
       AND ($6::text[] IS NULL OR api_key_prefix = ANY($6))
       AND ($7::text[] IS NULL OR external_entity_id = ANY($7))
     ORDER BY recorded_at, idempotency_key LIMIT $8`,
    [
      selection.workspaceId,
      new Date(from.recordedAtMs),
      from.idempotencyKey,
      new Date(endMs),
      ulidFloor(Math.max(0, from.recordedAtMs - feedMarginMs)),
      selection.apiKeyPrefixes ?? null,
      selection.externalEntityIds ?? null,
      selection.limit,
    ],
  );
  return rows;
}
