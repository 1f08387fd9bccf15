import type { Queryable } from "../../platform/db/database";

/** A value as it lies in the database; `id` is the associated data that decrypts it. */
export interface EncryptedSecret {
  id: string;
  valueEncrypted: Buffer;
}

/** The encrypted bytes of one secret of this workspace. */
export async function findSecretValue(
  db: Queryable,
  workspaceId: string,
  secretId: string,
): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ value_encrypted: Buffer }>(
    "SELECT value_encrypted FROM secrets WHERE workspace_id = $1 AND id = $2",
    [workspaceId, secretId],
  );
  return rows[0]?.value_encrypted;
}

export async function findSecretValueByName(
  db: Queryable,
  workspaceId: string,
  name: string,
): Promise<EncryptedSecret | undefined> {
  const { rows } = await db.query<EncryptedSecret>(
    `SELECT id, value_encrypted AS "valueEncrypted" FROM secrets
     WHERE workspace_id = $1 AND name = $2`,
    [workspaceId, name],
  );
  return rows[0];
}
