import type { Queryable } from "../../platform/db/database";

export interface GroupNames {
  id: string;
  workspaceId: string;
  name: string | null;
  externalEntityId: string;
  isDeleted: boolean;
}

/** Of any workspace, deleted ones too: history keeps their names. */
export async function selectGroupsEver(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, GroupNames>> {
  const { rows } = await db.query<GroupNames>(
    `SELECT id, workspace_id AS "workspaceId", name, external_entity_id AS "externalEntityId",
       deleted_at IS NOT NULL AS "isDeleted"
     FROM groups WHERE id = ANY($1)`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
