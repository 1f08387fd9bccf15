import type { Queryable } from "../../platform/db/database";

/** Of all workspaces: what some key of secrets at rest encrypted. */
export interface EncryptedValue {
  /** A stored secret's name, or whose webhook it signs. */
  name: string;
  associatedData: string;
  valueEncrypted: Buffer;
}

export async function findEncryptionCheck(db: Queryable): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ value: Buffer }>(
    "SELECT value_encrypted AS value FROM encryption_check",
  );
  return rows[0]?.value;
}

/** Of several that start at once, the first one's stays. */
export async function insertEncryptionCheck(db: Queryable, value: Buffer): Promise<void> {
  await db.query(
    "INSERT INTO encryption_check (value_encrypted) VALUES ($1) ON CONFLICT DO NOTHING",
    [value],
  );
}

export async function replaceEncryptionCheck(db: Queryable, value: Buffer): Promise<void> {
  await db.query(
    `INSERT INTO encryption_check (value_encrypted) VALUES ($1)
     ON CONFLICT (only_row) DO UPDATE SET value_encrypted = $1, created_at = now()`,
    [value],
  );
}

/** The newest ones; an empty value is one that is being saved. */
export async function selectEncryptedValues(db: Queryable, max: number): Promise<EncryptedValue[]> {
  const { rows } = await db.query<EncryptedValue>(
    `SELECT name, "associatedData", "valueEncrypted" FROM (
       SELECT 'secret ' || name AS name, id AS "associatedData", updated_at,
         value_encrypted AS "valueEncrypted" FROM secrets
       UNION ALL
       SELECT 'webhook of ' || workspace_id, 'webhook ' || workspace_id, updated_at,
         secret_encrypted FROM webhook_settings) AS encrypted
     WHERE octet_length("valueEncrypted") > 0 ORDER BY updated_at DESC LIMIT $1`,
    [max],
  );
  return rows;
}
