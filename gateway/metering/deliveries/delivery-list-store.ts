import type { WebhookDeliveryStatus } from "../../contracts/webhook";
import { onlyRow, type Queryable } from "../../platform/db/database";

export interface DeliveryRow {
  id: string;
  workspaceId: string;
  kind: "events" | "test";
  status: WebhookDeliveryStatus;
  eventCount: number;
  attemptCount: number;
  createdAt: Date;
  nextAttemptAt: Date;
  finishedAt: Date | null;
  lastStatus: number | null;
  lastError: string | null;
  seq: number;
}

const columns = `id, workspace_id AS "workspaceId", kind, status,
  cardinality(idempotency_keys) AS "eventCount", attempt_count AS "attemptCount",
  created_at AS "createdAt", next_attempt_at AS "nextAttemptAt", finished_at AS "finishedAt",
  last_status AS "lastStatus", last_error AS "lastError", seq`;

/** Newest first, those before `beforeSeq`. */
export async function selectDeliveries(
  db: Queryable,
  selection: {
    workspaceId: string;
    status: WebhookDeliveryStatus | undefined;
    beforeSeq: number | undefined;
    limit: number;
  },
): Promise<DeliveryRow[]> {
  const { rows } = await db.query<DeliveryRow>(
    `SELECT ${columns} FROM webhook_deliveries
     WHERE workspace_id = $1 AND ($2::text IS NULL OR status = $2)
       AND ($3::bigint IS NULL OR seq < $3)
     ORDER BY seq DESC LIMIT $4`,
    [selection.workspaceId, selection.status ?? null, selection.beforeSeq ?? null, selection.limit],
  );
  return rows;
}

export interface DeliveryDetailRow extends DeliveryRow {
  body: Buffer;
  idempotencyKeys: string[];
}

export async function findDelivery(
  db: Queryable,
  id: string,
): Promise<DeliveryDetailRow | undefined> {
  const { rows } = await db.query<DeliveryDetailRow>(
    `SELECT ${columns}, body, idempotency_keys AS "idempotencyKeys"
     FROM webhook_deliveries WHERE id = $1`,
    [id],
  );
  return rows[0];
}

export interface AttemptRow {
  number: number;
  startedAt: Date;
  latencyMs: number;
  status: number | null;
  response: Buffer | null;
  error: string | null;
}

/** The newest `limit`, oldest first. */
export async function selectAttempts(
  db: Queryable,
  deliveryId: string,
  limit: number,
): Promise<AttemptRow[]> {
  const { rows } = await db.query<AttemptRow>(
    `SELECT number, started_at AS "startedAt", latency_ms AS "latencyMs", status, response, error
     FROM webhook_attempts WHERE delivery_id = $1 ORDER BY number DESC LIMIT $2`,
    [deliveryId, limit],
  );
  return rows.reverse();
}

/** Finds which of these deliveries exist, and whose they are. */
export async function selectDeliveryOwners(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; workspaceId: string }>(
    `SELECT id, workspace_id AS "workspaceId" FROM webhook_deliveries WHERE id = ANY($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map(({ id, workspaceId }) => [id, workspaceId]));
}

const newRound = `status = 'pending', next_attempt_at = $2, finished_at = NULL,
  round_attempts = 0, round_spent_ms = 0, lease_id = NULL, lease_until = NULL`;

/** Begins a new round of what is finished; answers how many. */
export async function requeueDeliveries(
  tx: Queryable,
  ids: readonly string[],
  at: Date,
): Promise<number> {
  const { rowCount } = await tx.query(
    `UPDATE webhook_deliveries SET ${newRound}
     WHERE id = ANY($1::uuid[]) AND status <> 'pending'`,
    [ids, at],
  );
  return rowCount ?? 0;
}

export async function requeueDeadLetters(
  tx: Queryable,
  workspaceId: string,
  at: Date,
): Promise<number> {
  const { rowCount } = await tx.query(
    `UPDATE webhook_deliveries SET ${newRound}
     WHERE workspace_id = $1 AND status = 'dead_letter'`,
    [workspaceId, at],
  );
  return rowCount ?? 0;
}

export interface DeliveryTotals {
  pending: number;
  deadLetters: number;
  lastDeliveredAt: Date | null;
}

export async function selectDeliveryTotals(
  db: Queryable,
  workspaceId: string,
): Promise<DeliveryTotals> {
  const { rows } = await db.query<DeliveryTotals>(
    `SELECT
       (SELECT count(*) FROM webhook_deliveries
        WHERE workspace_id = $1 AND status = 'pending') AS pending,
       (SELECT count(*) FROM webhook_deliveries
        WHERE workspace_id = $1 AND status = 'dead_letter') AS "deadLetters",
       (SELECT max(finished_at) FROM webhook_deliveries
        WHERE workspace_id = $1 AND status = 'delivered') AS "lastDeliveredAt"`,
    [workspaceId],
  );
  return onlyRow(rows);
}
