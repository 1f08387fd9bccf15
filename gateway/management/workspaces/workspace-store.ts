import type { Workspace } from "../../contracts/workspace";
import type { Queryable } from "../../platform/db/database";
import { insertion } from "../../platform/db/insertion-store";

const selectWorkspace = `
  SELECT w.id, w.name, w.registration_public_key IS NOT NULL AS "hasRegistrationPublicKey",
    w.onboarded_at IS NOT NULL AS onboarded, w.created_at AS "createdAt",
    ARRAY(SELECT p.prefix FROM workspace_slug_prefixes p
          WHERE p.workspace_id = w.id ORDER BY p.prefix) AS "slugPrefixes"
  FROM workspaces w`;

export async function findWorkspace(db: Queryable, id: string): Promise<Workspace | undefined> {
  const { rows } = await db.query<Workspace>(`${selectWorkspace} WHERE w.id = $1`, [id]);
  return rows[0];
}

export async function findWorkspaceByName(
  db: Queryable,
  name: string,
): Promise<Workspace | undefined> {
  const { rows } = await db.query<Workspace>(`${selectWorkspace} WHERE w.name = $1`, [name]);
  return rows[0];
}

/** In creation order. */
export async function selectWorkspaces(db: Queryable): Promise<Workspace[]> {
  const { rows } = await db.query<Workspace>(`${selectWorkspace} ORDER BY w.created_at, w.id`);
  return rows;
}

export interface NewWorkspace {
  id: string;
  name: string;
  onboardedAt: Date | null;
  /** 32 raw bytes. */
  registrationPublicKey: Buffer | null;
  createdAt: Date;
}

/** False when a workspace of this name exists. */
export async function insertWorkspace(tx: Queryable, workspace: NewWorkspace): Promise<boolean> {
  const { sql, values } = insertion("workspaces", workspace);
  const { rowCount } = await tx.query(`${sql} ON CONFLICT (name) DO NOTHING`, values);
  return rowCount === 1;
}

/** Answers the prefixes that could not be taken: another workspace owns them. */
export async function insertSlugPrefixes(
  tx: Queryable,
  workspaceId: string,
  prefixes: readonly string[],
): Promise<string[]> {
  const { rows } = await tx.query<{ prefix: string }>(
    `INSERT INTO workspace_slug_prefixes (prefix, workspace_id)
     SELECT unnest($2::text[]), $1 ON CONFLICT (prefix) DO NOTHING RETURNING prefix`,
    [workspaceId, prefixes],
  );
  const taken = new Set(rows.map((row) => row.prefix));
  return prefixes.filter((prefix) => !taken.has(prefix));
}

/**
 * Held by every write whose place in a list, or whose slug, must not race with another one of the
 * same workspace: the order of creation is then the order of commit, and paging skips nothing.
 */
export async function lockWorkspace(tx: Queryable, id: string): Promise<void> {
  await tx.query("SELECT 1 FROM workspaces WHERE id = $1 FOR NO KEY UPDATE", [id]);
}

export async function ownsSlugPrefix(
  db: Queryable,
  workspaceId: string,
  prefix: string,
): Promise<boolean> {
  const { rows } = await db.query(
    "SELECT 1 FROM workspace_slug_prefixes WHERE workspace_id = $1 AND prefix = $2",
    [workspaceId, prefix],
  );
  return rows.length > 0;
}
