import type { KeyOwner } from "../../contracts/management-key";
import type { ManagementScope } from "../../contracts/workspace";
import { onlyRow, type Queryable } from "../../platform/db/database";
import { insertion } from "../../platform/db/insertion-store";

/** What authentication needs of a management key. */
export interface AuthenticatedKey {
  id: string;
  name: string;
  prefix: string;
  workspaceId: string;
  workspaceName: string;
  owner: KeyOwner | null;
  scope: ManagementScope;
  isDashboard: boolean;
  onboarded: boolean;
}

export interface ManagementKeyRow {
  id: string;
  workspaceId: string;
  name: string;
  prefix: string;
  scope: ManagementScope;
  isDashboard: boolean;
  /** Whom a personal key acts for; null for one of the workspace. */
  owner: KeyOwner | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

export interface NewManagementKey {
  id: string;
  workspaceId: string;
  name: string;
  prefix: string;
  scope: ManagementScope;
  isDashboard: boolean;
  owner?: KeyOwner | null;
  /** SHA-256 of the whole key, 32 bytes. */
  keyHash: Buffer;
  createdAt: Date;
}

const columns = `id, workspace_id AS "workspaceId", name, prefix, scope,
  is_dashboard AS "isDashboard", owner, created_at AS "createdAt", last_used_at AS "lastUsedAt",
  revoked_at AS "revokedAt"`;

/** `hash` = SHA-256 of the whole key. Revoked keys are not found. */
export async function findManagementKeyByHash(
  db: Queryable,
  hash: Buffer,
): Promise<AuthenticatedKey | undefined> {
  const { rows } = await db.query<AuthenticatedKey>(
    `SELECT k.id, k.name, k.prefix, k.owner, k.workspace_id AS "workspaceId", w.name AS "workspaceName", k.scope,
       k.is_dashboard AS "isDashboard", w.onboarded_at IS NOT NULL AS onboarded
     FROM management_keys k JOIN workspaces w ON w.id = k.workspace_id
     WHERE k.key_hash = $1 AND k.revoked_at IS NULL`,
    [hash],
  );
  return rows[0];
}

/** Remembers the use, at most once a minute per key: a busy key costs no write per request. */
export async function touchManagementKey(db: Queryable, id: string, at: Date): Promise<void> {
  await db.query(
    `UPDATE management_keys SET last_used_at = $2::timestamptz
     WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 minute')`,
    [id, at],
  );
}

/** Every key that still works, in creation order. */
export async function selectManagementKeys(
  db: Queryable,
  workspaceId: string,
): Promise<ManagementKeyRow[]> {
  const { rows } = await db.query<ManagementKeyRow>(
    `SELECT ${columns} FROM management_keys
     WHERE workspace_id = $1 AND revoked_at IS NULL ORDER BY seq`,
    [workspaceId],
  );
  return rows;
}

export async function insertManagementKey(
  tx: Queryable,
  key: NewManagementKey,
): Promise<ManagementKeyRow> {
  const { sql, values } = insertion("management_keys", key);
  const { rows } = await tx.query<ManagementKeyRow>(`${sql} RETURNING ${columns}`, values);
  return onlyRow(rows);
}

/** Of any workspace; the caller tells foreign from unknown. */
export async function lockManagementKey(
  tx: Queryable,
  id: string,
): Promise<ManagementKeyRow | undefined> {
  const { rows } = await tx.query<ManagementKeyRow>(
    `SELECT ${columns} FROM management_keys WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return rows[0];
}

/** Ids of the keys that still work and are shown as `prefix`; this workspace's first. */
export async function selectManagementKeyIds(
  db: Queryable,
  { workspaceId, prefix }: { workspaceId: string; prefix: string },
): Promise<{ id: string; workspaceId: string }[]> {
  const { rows } = await db.query<{ id: string; workspaceId: string }>(
    `SELECT id, workspace_id AS "workspaceId" FROM management_keys
     WHERE prefix = $2 AND revoked_at IS NULL ORDER BY workspace_id <> $1, seq LIMIT 2`,
    [workspaceId, prefix],
  );
  return rows;
}

export async function markManagementKeyRevoked(tx: Queryable, id: string, at: Date): Promise<void> {
  await tx.query("UPDATE management_keys SET revoked_at = $2 WHERE id = $1", [id, at]);
}
