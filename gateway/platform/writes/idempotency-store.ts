import type { Queryable } from "../db/database";

export interface IdempotencyScope {
  workspaceId: string;
  managementKeyId: string;
  key: string;
}

export interface KeptAnswer {
  /** SHA-256 of what was asked. */
  requestHash: Buffer;
  status: number;
  entityTag: string | null;
  /** JSON text. */
  answer: string;
}

/** Expired answers that go with each new one: more than come, so that none pile up. */
const expiredAtOnce = 100;

/** Until the transaction ends; false, at once, where another one has it. */
export async function tryIdempotencyLock(
  tx: Queryable,
  { workspaceId, managementKeyId, key }: IdempotencyScope,
): Promise<boolean> {
  const { rows } = await tx.query<{ locked: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked",
    [JSON.stringify(["idempotency", workspaceId, managementKeyId, key])],
  );
  return rows[0]?.locked ?? false;
}

export async function findKeptAnswer(
  db: Queryable,
  { workspaceId, managementKeyId, key }: IdempotencyScope,
  after: Date,
): Promise<KeptAnswer | undefined> {
  const { rows } = await db.query<KeptAnswer>(
    `SELECT request_hash AS "requestHash", status, entity_tag AS "entityTag", answer
     FROM idempotency_keys
     WHERE workspace_id = $1 AND management_key_id = $2 AND key = $3 AND created_at > $4`,
    [workspaceId, managementKeyId, key, after],
  );
  return rows[0];
}

/** In place of an expired one of the same key; others that have expired go too. */
export async function keepAnswer(
  tx: Queryable,
  { workspaceId, managementKeyId, key }: IdempotencyScope,
  kept: KeptAnswer & { at: Date; expired: Date },
): Promise<void> {
  await tx.query(
    `DELETE FROM idempotency_keys WHERE ctid = ANY(ARRAY(
       SELECT ctid FROM idempotency_keys WHERE created_at <= $1
       ORDER BY created_at LIMIT ${expiredAtOnce} FOR UPDATE SKIP LOCKED))`,
    [kept.expired],
  );
  await tx.query(
    `INSERT INTO idempotency_keys
       (workspace_id, management_key_id, key, request_hash, status, entity_tag, answer, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (workspace_id, management_key_id, key) DO UPDATE
     SET request_hash = $4, status = $5, entity_tag = $6, answer = $7, created_at = $8`,
    [
      workspaceId,
      managementKeyId,
      key,
      kept.requestHash,
      kept.status,
      kept.entityTag,
      kept.answer,
      kept.at,
    ],
  );
}
