import { onlyRow, type Queryable } from "../../platform/db/database";

/** One writer at a time: replicas start together. */
export async function lockDefaultWorkspace(tx: Queryable): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(7207030)");
}

export async function upsertDefaultWorkspace(
  tx: Queryable,
  workspace: { id: string; registrationPublicKey: Buffer | null; at: Date },
): Promise<string> {
  const { rows } = await tx.query<{ id: string }>(
    `INSERT INTO workspaces (id, name, onboarded_at, registration_public_key, created_at)
     VALUES ($1, 'default', $3, $2, $3)
     ON CONFLICT (name) DO UPDATE SET
       onboarded_at = coalesce(workspaces.onboarded_at, excluded.onboarded_at),
       registration_public_key = excluded.registration_public_key
     RETURNING id`,
    [workspace.id, workspace.registrationPublicKey, workspace.at],
  );
  return onlyRow(rows).id;
}

export async function deleteOtherSlugPrefixes(
  tx: Queryable,
  workspaceId: string,
  kept: readonly string[],
): Promise<void> {
  await tx.query(
    "DELETE FROM workspace_slug_prefixes WHERE workspace_id = $1 AND prefix <> ALL ($2::text[])",
    [workspaceId, kept],
  );
}

export async function selectSlugPrefixOwner(
  tx: Queryable,
  prefix: string,
): Promise<string | undefined> {
  const { rows } = await tx.query<{ workspaceId: string }>(
    `SELECT workspace_id AS "workspaceId" FROM workspace_slug_prefixes WHERE prefix = $1`,
    [prefix],
  );
  return rows[0]?.workspaceId;
}

/** The row of this key, revoked or not, in any workspace. */
export async function findConfiguredKey(
  tx: Queryable,
  keyHash: Buffer,
): Promise<{ id: string; workspaceId: string; isActiveDashboardKey: boolean } | undefined> {
  const { rows } = await tx.query<{
    id: string;
    workspaceId: string;
    isActiveDashboardKey: boolean;
  }>(
    `SELECT id, workspace_id AS "workspaceId", is_dashboard AND scope = 'management'
       AND revoked_at IS NULL AS "isActiveDashboardKey"
     FROM management_keys WHERE key_hash = $1`,
    [keyHash],
  );
  return rows[0];
}

export async function activateDashboardKey(tx: Queryable, id: string): Promise<void> {
  await tx.query(
    `UPDATE management_keys SET is_dashboard = true, scope = 'management', revoked_at = NULL
     WHERE id = $1`,
    [id],
  );
}

/** Answers the dashboard keys that stop working with this. */
export async function revokeOtherDashboardKeys(
  tx: Queryable,
  input: { workspaceId: string; keptId: string; at: Date },
): Promise<{ id: string; prefix: string }[]> {
  const { rows } = await tx.query<{ id: string; prefix: string }>(
    `UPDATE management_keys SET revoked_at = $3
     WHERE workspace_id = $1 AND is_dashboard AND id <> $2 AND revoked_at IS NULL
     RETURNING id, prefix`,
    [input.workspaceId, input.keptId, input.at],
  );
  return rows;
}
