import type { LimitEnforcement } from "../../contracts/group";
import { onlyRow, type Queryable } from "../../platform/db/database";
import { insertion } from "../../platform/db/insertion-store";

export interface GroupRow {
  id: string;
  workspaceId: string;
  rootId: string;
  parentId: string | null;
  /** Ids from the root to this group, itself included. */
  path: string[];
  externalEntityId: string;
  name: string | null;
  limitEnforcement: LimitEnforcement;
  createdAt: Date;
  seq: number;
}

export type NewGroup = Omit<GroupRow, "seq">;

export const groupColumns = `g.id, g.workspace_id AS "workspaceId", g.root_id AS "rootId",
  g.parent_id AS "parentId", g.path, g.external_entity_id AS "externalEntityId", g.name,
  g.limit_enforcement AS "limitEnforcement", g.created_at AS "createdAt", g.seq`;

/** A live group of any workspace; the caller tells foreign from unknown. */
export async function findGroup(db: Queryable, id: string): Promise<GroupRow | undefined> {
  const { rows } = await db.query<GroupRow>(
    `SELECT ${groupColumns} FROM groups g WHERE g.id = $1 AND g.deleted_at IS NULL`,
    [id],
  );
  return rows[0];
}

export interface GroupNames {
  id: string;
  workspaceId: string;
  name: string | null;
  externalEntityId: string;
  isDeleted: boolean;
}

/** Of any workspace, deleted ones too: history keeps their names. */
export async function selectGroupNames(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, GroupNames>> {
  const { rows } = await db.query<GroupNames>(
    `SELECT id, workspace_id AS "workspaceId", name, external_entity_id AS "externalEntityId",
       deleted_at IS NOT NULL AS "isDeleted"
     FROM groups WHERE id = ANY($1)`,
    [[...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Writers of one tree take turns: what is read after this stays true until the commit. */
export async function lockTree(tx: Queryable, rootId: string): Promise<void> {
  await tx.query("SELECT FROM groups WHERE id = $1 FOR NO KEY UPDATE", [rootId]);
}

/**
 * For writes that hang on one group of a tree, as a new key does: excludes writers of the tree and
 * of the same group, not those of its siblings.
 */
export async function lockGroupInTree(tx: Queryable, group: GroupRow): Promise<void> {
  if (group.id !== group.rootId) {
    await tx.query("SELECT FROM groups WHERE id = $1 FOR SHARE", [group.rootId]);
  }
  await tx.query("SELECT FROM groups WHERE id = $1 FOR NO KEY UPDATE", [group.id]);
}

/** Violates `groups_external_entity_id_unique` where a live group has this external id. */
export async function insertGroup(tx: Queryable, group: NewGroup): Promise<GroupRow> {
  const { sql, values } = insertion("groups AS g", { ...group, updatedAt: group.createdAt });
  const { rows } = await tx.query<GroupRow>(`${sql} RETURNING ${groupColumns}`, values);
  return onlyRow(rows);
}

export async function updateGroup(
  tx: Queryable,
  group: { id: string; name: string | null; at: Date },
): Promise<void> {
  await tx.query("UPDATE groups SET name = $2, updated_at = $3 WHERE id = $1", [
    group.id,
    group.name,
    group.at,
  ]);
}

/** Deletes the group and everything below it, and revokes their keys; answers how many of each. */
export async function deleteSubtree(
  tx: Queryable,
  groupId: string,
  at: Date,
): Promise<{ groups: number; revokedPrefixes: string[] }> {
  const deleted = await tx.query<{ id: string }>(
    `UPDATE groups SET deleted_at = $2, updated_at = $2
     WHERE path @> ARRAY[$1::text] AND deleted_at IS NULL RETURNING id`,
    [groupId, at],
  );
  const revoked = await tx.query<{ prefix: string }>(
    `UPDATE api_keys SET revoked_at = $2
     WHERE group_id = ANY($1) AND revoked_at IS NULL RETURNING prefix`,
    [deleted.rows.map((row) => row.id), at],
  );
  return {
    groups: deleted.rows.length,
    revokedPrefixes: revoked.rows.map((row) => row.prefix),
  };
}

/** Live children per group; groups without any are absent. */
export async function countChildren(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ parentId: string; children: number }>(
    `SELECT parent_id AS "parentId", count(*) AS children FROM groups
     WHERE parent_id = ANY($1) AND deleted_at IS NULL GROUP BY parent_id`,
    [ids],
  );
  return new Map(rows.map((row) => [row.parentId, row.children]));
}
