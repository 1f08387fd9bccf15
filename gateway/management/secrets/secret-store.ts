import type { EncryptedSecret } from "../../inference/upstream/secret-value-store";
import { onlyRow, type Queryable } from "../../platform/db/database";

export interface SecretRow {
  id: string;
  name: string;
  createdAt: Date;
  updatedAt: Date;
}

const columns = `id, name, created_at AS "createdAt", updated_at AS "updatedAt"`;

/** In creation order. */
export async function selectSecrets(db: Queryable, workspaceId: string): Promise<SecretRow[]> {
  const { rows } = await db.query<SecretRow>(
    `SELECT ${columns} FROM secrets WHERE workspace_id = $1 ORDER BY created_at, id`,
    [workspaceId],
  );
  return rows;
}

/**
 * Takes the row of this name, made with `id` and no value where there was none, and holds it until
 * the transaction ends: two first saves of one name end up on one id. No two saves have one moment.
 */
export async function claimSecret(
  tx: Queryable,
  secret: { id: string; workspaceId: string; name: string; at: Date },
): Promise<SecretRow & { isNew: boolean }> {
  const { rows } = await tx.query<SecretRow>(
    `INSERT INTO secrets (id, workspace_id, name, value_encrypted, created_at, updated_at)
     VALUES ($1, $2, $3, '', $4, $4)
     ON CONFLICT ON CONSTRAINT secrets_name_unique DO UPDATE
       SET updated_at = greatest($4, secrets.updated_at + interval '1 ms')
     RETURNING ${columns}`,
    [secret.id, secret.workspaceId, secret.name, secret.at],
  );
  const row = onlyRow(rows);
  return { ...row, isNew: row.id === secret.id };
}

export async function updateSecretValue(
  tx: Queryable,
  secret: EncryptedSecret & { savedBy: string | null },
): Promise<void> {
  await tx.query("UPDATE secrets SET value_encrypted = $2, saved_by = $3 WHERE id = $1", [
    secret.id,
    secret.valueEncrypted,
    secret.savedBy,
  ]);
}

export interface UsableSecret {
  id: string;
  /** Where it may be sent by whoever may use it. */
  origins: string[];
  /** The member who typed the value. */
  savedBy: string | null;
}

/** Keeps these secrets from being deleted until the transaction ends. */
export async function lockSecretsForUse(
  tx: Queryable,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, UsableSecret>> {
  const { rows } = await tx.query<UsableSecret>(
    `SELECT id, origins, saved_by AS "savedBy" FROM secrets
     WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR SHARE`,
    [workspaceId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** From now on the secret may be sent there. */
export async function addSecretOrigin(tx: Queryable, id: string, origin: string): Promise<void> {
  await tx.query(
    `UPDATE secrets SET origins = origins || $2::text WHERE id = $1 AND NOT $2 = ANY(origins)`,
    [id, origin],
  );
}

export async function lockSecretByName(
  tx: Queryable,
  workspaceId: string,
  name: string,
): Promise<SecretRow | undefined> {
  const { rows } = await tx.query<SecretRow>(
    `SELECT ${columns} FROM secrets WHERE workspace_id = $1 AND name = $2 FOR UPDATE`,
    [workspaceId, name],
  );
  return rows[0];
}

export async function deleteSecretRow(tx: Queryable, id: string): Promise<void> {
  await tx.query("DELETE FROM secrets WHERE id = $1", [id]);
}
