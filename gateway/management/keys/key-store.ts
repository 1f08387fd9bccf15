import type { Queryable } from "../../platform/db/database";
import { insertion } from "../../platform/db/insertion-store";

/** A key that has not been revoked. */
export interface KeyRow {
  prefix: string;
  name: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  seq: number;
}

export interface NewKey {
  workspaceId: string;
  groupId: string;
  /** The first 16 characters of the key. */
  prefix: string;
  /** SHA-256 of the whole key, 32 bytes. */
  keyHash: Buffer;
  name: string | null;
  registered: boolean;
  createdAt: Date;
}

const columns = `prefix, name, created_at AS "createdAt", last_used_at AS "lastUsedAt", seq`;

/** False, and nothing written, where the prefix (in the workspace) or the hash is taken. */
export async function insertKey(tx: Queryable, key: NewKey): Promise<boolean> {
  const { sql, values } = insertion("api_keys", key);
  const { rowCount } = await tx.query(`${sql} ON CONFLICT DO NOTHING`, values);
  return rowCount === 1;
}

/** In creation order, only what was created after the key of this `seq`. */
export async function selectKeys(
  db: Queryable,
  { groupId, after, limit }: { groupId: string; after: number; limit: number },
): Promise<KeyRow[]> {
  const { rows } = await db.query<KeyRow>(
    `SELECT ${columns} FROM api_keys
     WHERE group_id = $1 AND revoked_at IS NULL AND seq > $2 ORDER BY seq LIMIT $3`,
    [groupId, after, limit],
  );
  return rows;
}

export async function findKey(
  db: Queryable,
  groupId: string,
  prefix: string,
): Promise<KeyRow | undefined> {
  const { rows } = await db.query<KeyRow>(
    `SELECT ${columns} FROM api_keys
     WHERE group_id = $1 AND prefix = $2 AND revoked_at IS NULL`,
    [groupId, prefix],
  );
  return rows[0];
}

/** Call it under the group's lock, after `findKey` has found it. */
export async function revokeKeyRow(
  tx: Queryable,
  { groupId, prefix, at }: { groupId: string; prefix: string; at: Date },
): Promise<void> {
  await tx.query(
    `UPDATE api_keys SET revoked_at = $3
     WHERE group_id = $1 AND prefix = $2 AND revoked_at IS NULL`,
    [groupId, prefix, at],
  );
}

/** Raw Ed25519 public key, 32 bytes; null where none is on file. */
export async function findRegistrationPublicKey(
  db: Queryable,
  workspaceId: string,
): Promise<Buffer | null> {
  const { rows } = await db.query<{ publicKey: Buffer | null }>(
    `SELECT registration_public_key AS "publicKey" FROM workspaces WHERE id = $1`,
    [workspaceId],
  );
  return rows[0]?.publicKey ?? null;
}

export interface KeyNames {
  prefix: string;
  name: string | null;
  isRevoked: boolean;
}

/** Revoked ones too. */
export async function selectKeysEver(
  db: Queryable,
  workspaceId: string,
  prefixes: readonly string[],
): Promise<Map<string, KeyNames>> {
  const { rows } = await db.query<KeyNames>(
    `SELECT prefix, name, revoked_at IS NOT NULL AS "isRevoked"
     FROM api_keys WHERE workspace_id = $1 AND prefix = ANY($2)`,
    [workspaceId, prefixes],
  );
  return new Map(rows.map((row) => [row.prefix, row]));
}
