import { onlyRow, type Queryable } from "../../platform/db/database";

export async function insertDelivery(
  tx: Queryable,
  delivery: {
    workspaceId: string;
    kind: "events" | "test";
    idempotencyKeys: readonly string[];
    body: Buffer;
    at: Date;
  },
): Promise<string> {
  const { rows } = await tx.query<{ id: string }>(
    `INSERT INTO webhook_deliveries
       (workspace_id, kind, idempotency_keys, body, created_at, next_attempt_at)
     VALUES ($1, $2, $3, $4, $5, $5) RETURNING id`,
    [delivery.workspaceId, delivery.kind, delivery.idempotencyKeys, delivery.body, delivery.at],
  );
  return onlyRow(rows).id;
}

/** At most `max` are counted. */
export async function countPending(
  db: Queryable,
  workspaceId: string,
  max: number,
): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT FROM webhook_deliveries
       WHERE workspace_id = $1 AND status = 'pending' LIMIT $2) AS pending`,
    [workspaceId, max],
  );
  return rows[0]?.count ?? 0;
}

export interface ClaimedDelivery {
  id: string;
  workspaceId: string;
  leaseId: string;
  body: Buffer;
  roundAttempts: number;
  roundSpentMs: number;
  attemptCount: number;
  url: string;
  secretEncrypted: Buffer;
  previousSecretEncrypted: Buffer | null;
  previousSecretUntil: Date | null;
}

/**
 * Takes due deliveries that no other dispatcher holds, oldest first, for each workspace as many as
 * `perWorkspaceMax` leaves beside those under way here. A lease that ran out belonged to a
 * dispatcher that died.
 */
export async function claimDeliveries(
  db: Queryable,
  claim: {
    at: Date;
    leaseUntil: Date;
    limit: number;
    perWorkspaceMax: number;
    underWay: ReadonlyMap<string, number>;
  },
): Promise<ClaimedDelivery[]> {
  const { rows } = await db.query<ClaimedDelivery>(
    `WITH due AS (
       SELECT found.id FROM webhook_settings AS settings
         LEFT JOIN unnest($2::text[], $3::int[]) AS busy (workspace_id, deliveries)
           USING (workspace_id)
         CROSS JOIN LATERAL (
           SELECT id, next_attempt_at FROM webhook_deliveries
           WHERE workspace_id = settings.workspace_id AND status = 'pending'
             AND next_attempt_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
             AND (kind = 'test' OR NOT settings.paused)
           ORDER BY next_attempt_at, seq
           LIMIT greatest(0, $4 - coalesce(busy.deliveries, 0))
           FOR UPDATE SKIP LOCKED) AS found
       ORDER BY found.next_attempt_at LIMIT $5)
     UPDATE webhook_deliveries AS delivery SET lease_id = gen_random_uuid(), lease_until = $6
     FROM due, webhook_settings AS settings
     WHERE delivery.id = due.id AND settings.workspace_id = delivery.workspace_id
     RETURNING delivery.id, delivery.workspace_id AS "workspaceId", lease_id AS "leaseId", body,
       round_attempts AS "roundAttempts", round_spent_ms AS "roundSpentMs",
       attempt_count AS "attemptCount", url, secret_encrypted AS "secretEncrypted",
       previous_secret_encrypted AS "previousSecretEncrypted",
       previous_secret_until AS "previousSecretUntil"`,
    [
      claim.at,
      [...claim.underWay.keys()],
      [...claim.underWay.values()],
      claim.perWorkspaceMax,
      claim.limit,
      claim.leaseUntil,
    ],
  );
  return rows;
}

export interface FinishedAttempt {
  id: string;
  leaseId: string;
  number: number;
  startedAt: Date;
  latencyMs: number;
  httpStatus: number | null;
  response: Buffer | null;
  error: string | null;
  status: "pending" | "delivered" | "dead_letter";
  nextAttemptAt: Date;
  finishedAt: Date | null;
  roundSpentMs: number;
}

/** Answers false, and writes nothing, where the lease went to another dispatcher. */
export async function finishAttempt(db: Queryable, attempt: FinishedAttempt): Promise<boolean> {
  const { rowCount } = await db.query(
    `WITH finished AS (
       UPDATE webhook_deliveries SET status = $8, next_attempt_at = $9, finished_at = $10,
         round_spent_ms = $11, round_attempts = round_attempts + 1, attempt_count = $3,
         last_status = $6, last_error = $7, lease_id = NULL, lease_until = NULL
       WHERE id = $1 AND lease_id = $2 RETURNING id)
     INSERT INTO webhook_attempts
       (delivery_id, number, started_at, latency_ms, status, error, response)
     SELECT id, $3, $4, $5, $6, $7, $12 FROM finished`,
    [
      attempt.id,
      attempt.leaseId,
      attempt.number,
      attempt.startedAt,
      attempt.latencyMs,
      attempt.httpStatus,
      attempt.error,
      attempt.status,
      attempt.nextAttemptAt,
      attempt.finishedAt,
      attempt.roundSpentMs,
      attempt.response,
    ],
  );
  return rowCount === 1;
}

/** Gives a claimed delivery back, as if it had not been claimed. */
export async function releaseDelivery(
  db: Queryable,
  { id, leaseId }: { id: string; leaseId: string },
): Promise<void> {
  await db.query(
    `UPDATE webhook_deliveries SET lease_id = NULL, lease_until = NULL
     WHERE id = $1 AND lease_id = $2`,
    [id, leaseId],
  );
}

/** Deletes some old deliveries at a time, so that nothing is locked for long. Answers how many. */
export async function deleteOldDeliveries(
  db: Queryable,
  before: { delivered: Date; deadLetters: Date; limit: number },
): Promise<number> {
  const { rowCount } = await db.query(
    `DELETE FROM webhook_deliveries WHERE id IN (
       SELECT id FROM webhook_deliveries
       WHERE (status = 'delivered' AND finished_at < $1)
         OR (status = 'dead_letter' AND finished_at < $2)
       ORDER BY finished_at LIMIT $3 FOR UPDATE SKIP LOCKED)`,
    [before.delivered, before.deadLetters, before.limit],
  );
  return rowCount ?? 0;
}

export interface DroppedDeliveries {
  pending: number;
  deadLetters: number;
}

/** Deletes all deliveries of a workspace. An attempt under way then finds no row to write to. */
export async function deleteWebhookDeliveries(
  tx: Queryable,
  workspaceId: string,
): Promise<DroppedDeliveries> {
  const { rows } = await tx.query<DroppedDeliveries>(
    `WITH gone AS (DELETE FROM webhook_deliveries WHERE workspace_id = $1 RETURNING status)
     SELECT count(*) FILTER (WHERE status = 'pending') AS pending,
       count(*) FILTER (WHERE status = 'dead_letter') AS "deadLetters" FROM gone`,
    [workspaceId],
  );
  return rows[0] ?? { pending: 0, deadLetters: 0 };
}
