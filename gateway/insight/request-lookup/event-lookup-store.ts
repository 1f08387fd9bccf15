import { dayMs } from "../../contracts/leaves/time";
import type { LedgerRow, UpstreamFailure } from "../../metering/ledger/ledger";
import { ulidFloor } from "../../metering/ledger/ulid-range";
import type { Queryable } from "../../platform/db/database";

export type FoundEvent = Omit<
  LedgerRow,
  "requestMetadata" | "groupId" | "cascading" | "admittedAt" | "timestamp" | "failure"
> & { admittedAt: Date; recordedAt: Date; failure: UpstreamFailure | null };

// A clock that was set back between the request and its event.
const clockSlackMs = 60_000;

/** The keys that events of requests may have which began between these moments; `before` exclusive. */
export function toEventKeys(firstMs: number, lastMs: number): { from: string; before: string } {
  return { from: ulidFloor(firstMs - clockSlackMs), before: ulidFloor(lastMs + dayMs) };
}

/** The ledger's row of a request that began at `beganAtMs` and took less than a day. */
export async function findEventOfRequest(
  db: Queryable,
  requestId: string,
  beganAtMs: number,
): Promise<FoundEvent | undefined> {
  const { from, before } = toEventKeys(beganAtMs, beganAtMs);
  const { rows } = await db.query<FoundEvent>(
    `SELECT idempotency_key AS "idempotencyKey", workspace_id AS "workspaceId",
       group_path AS "groupPath", external_entity_id AS "externalEntityId",
       api_key_prefix AS "apiKeyPrefix", model_slug AS "modelSlug", request_id AS "requestId",
       admitted_at AS "admittedAt", recorded_at AS "recordedAt", input_tokens AS "inputTokens",
       output_tokens AS "outputTokens", cached_input_tokens AS "cachedInputTokens",
       estimated, outcome, billable, failure
     FROM events
     WHERE request_id COLLATE "C" = $1 AND idempotency_key >= $2 AND idempotency_key < $3`,
    [requestId, from, before],
  );
  return rows[0];
}
