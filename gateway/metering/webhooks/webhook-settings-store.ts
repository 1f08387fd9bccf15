import type { Queryable } from "../../platform/db/database";

export interface WebhookSettingsRow {
  workspaceId: string;
  url: string;
  paused: boolean;
  secretEncrypted: Buffer;
  previousSecretEncrypted: Buffer | null;
  previousSecretUntil: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const columns = `workspace_id AS "workspaceId", url, paused, secret_encrypted AS "secretEncrypted",
  previous_secret_encrypted AS "previousSecretEncrypted",
  previous_secret_until AS "previousSecretUntil", created_at AS "createdAt",
  updated_at AS "updatedAt"`;

/** No two changes have one moment: it tells them apart. */
const laterThanBefore = "greatest($4, updated_at + interval '1 ms')";

export async function findWebhookSettings(
  db: Queryable,
  workspaceId: string,
): Promise<WebhookSettingsRow | undefined> {
  const { rows } = await db.query<WebhookSettingsRow>(
    `SELECT ${columns} FROM webhook_settings WHERE workspace_id = $1`,
    [workspaceId],
  );
  return rows[0];
}

/** Writers of one workspace's settings and deliveries take turns here. */
export async function lockWebhookSettings(
  tx: Queryable,
  workspaceId: string,
): Promise<WebhookSettingsRow | undefined> {
  const { rows } = await tx.query<WebhookSettingsRow>(
    `SELECT ${columns} FROM webhook_settings WHERE workspace_id = $1 FOR UPDATE`,
    [workspaceId],
  );
  return rows[0];
}

/** Answers false where the workspace has a webhook already; that one stays as it is. */
export async function insertWebhookSettings(
  tx: Queryable,
  settings: { workspaceId: string; url: string; secretEncrypted: Buffer; at: Date; fedAt: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO webhook_settings
       (workspace_id, url, secret_encrypted, created_at, updated_at, fed_at, fed_key)
     VALUES ($1, $2, $3, $4, $4, $5, '') ON CONFLICT (workspace_id) DO NOTHING`,
    [settings.workspaceId, settings.url, settings.secretEncrypted, settings.at, settings.fedAt],
  );
  return rowCount === 1;
}

export async function deleteWebhookSettings(tx: Queryable, workspaceId: string): Promise<void> {
  await tx.query("DELETE FROM webhook_settings WHERE workspace_id = $1", [workspaceId]);
}

/** What is left out stays as it is. */
export async function updateWebhookSettings(
  tx: Queryable,
  change: { workspaceId: string; at: Date; url?: string; paused?: boolean },
): Promise<void> {
  await tx.query(
    `UPDATE webhook_settings SET url = coalesce($2, url), paused = coalesce($3, paused),
       updated_at = ${laterThanBefore} WHERE workspace_id = $1`,
    [change.workspaceId, change.url ?? null, change.paused ?? null, change.at],
  );
}

/** The present secret becomes the previous one until `previousUntil`; null = it ends at once. */
export async function replaceWebhookSecret(
  tx: Queryable,
  change: { workspaceId: string; at: Date; secretEncrypted: Buffer; previousUntil: Date | null },
): Promise<void> {
  await tx.query(
    `UPDATE webhook_settings SET secret_encrypted = $2, updated_at = ${laterThanBefore},
       previous_secret_until = $3,
       previous_secret_encrypted = CASE WHEN $3::timestamptz IS NULL THEN NULL ELSE secret_encrypted END
     WHERE workspace_id = $1`,
    [change.workspaceId, change.secretEncrypted, change.previousUntil, change.at],
  );
}

export async function selectActiveWebhooks(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    "SELECT workspace_id AS id FROM webhook_settings WHERE NOT paused ORDER BY workspace_id",
  );
  return rows.map(({ id }) => id);
}

export interface FedPosition {
  recordedAtMs: number;
  idempotencyKey: string;
}

/** Undefined where the webhook is paused, or another dispatcher is at it. */
export async function claimFedPosition(
  tx: Queryable,
  workspaceId: string,
): Promise<FedPosition | undefined> {
  const { rows } = await tx.query<{ at: Date; key: string }>(
    `SELECT fed_at AS at, fed_key AS key FROM webhook_settings
     WHERE workspace_id = $1 AND NOT paused FOR UPDATE SKIP LOCKED`,
    [workspaceId],
  );
  const [row] = rows;
  return row && { recordedAtMs: row.at.getTime(), idempotencyKey: row.key };
}

export async function moveFedPosition(
  tx: Queryable,
  workspaceId: string,
  position: FedPosition,
): Promise<void> {
  await tx.query("UPDATE webhook_settings SET fed_at = $2, fed_key = $3 WHERE workspace_id = $1", [
    workspaceId,
    new Date(position.recordedAtMs),
    position.idempotencyKey,
  ]);
}

/** How long each event's metadata is, and then the text of some: a page may hold megabytes. */
export async function selectMetadataBytes(
  db: Queryable,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ key: string; bytes: number }>(
    `SELECT idempotency_key AS key, coalesce(octet_length(request_metadata::text), 0) AS bytes
     FROM events WHERE idempotency_key = ANY($1)`,
    [keys],
  );
  return new Map(rows.map(({ key, bytes }) => [key, bytes]));
}

/** The JSON text as it was sent; events without metadata are left out. */
export async function selectMetadata(
  db: Queryable,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ key: string; metadata: string }>(
    `SELECT idempotency_key AS key, request_metadata::text AS metadata
     FROM events WHERE idempotency_key = ANY($1) AND request_metadata IS NOT NULL`,
    [keys],
  );
  return new Map(rows.map(({ key, metadata }) => [key, metadata]));
}
