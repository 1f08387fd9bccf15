import { keyPrefixCharacters } from "../../contracts/sizes";
import type { Queryable } from "../../platform/db/database";
import { type GroupRow, groupColumns } from "./group-store";

export interface GroupFilter {
  workspaceId: string;
  /** Only what was created after the group of this `seq`. */
  after: number;
  limit: number;
  externalEntityId?: string | undefined;
  /** A group id; null = roots only. */
  parentId?: string | null | undefined;
  /** This group and what is below it. */
  within?: string | undefined;
  search?: string | undefined;
}

/** Shorter starts of a key prefix, such as `sky_`, match nearly every key: they find no group. */
const keySearchCharactersMin = 5;

export type ListedGroup = GroupRow & { modelCount: number };

/** Live groups in creation order, with how many models each declares. */
export async function selectGroups(db: Queryable, filter: GroupFilter): Promise<ListedGroup[]> {
  const values: unknown[] = [filter.workspaceId, filter.after, filter.limit];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = ["g.workspace_id = $1", "g.deleted_at IS NULL", "g.seq > $2"];
  if (filter.externalEntityId !== undefined) {
    conditions.push(`g.external_entity_id = ${bind(filter.externalEntityId)}`);
  }
  if (filter.parentId === null) conditions.push("g.parent_id IS NULL");
  else if (filter.parentId !== undefined) conditions.push(`g.parent_id = ${bind(filter.parentId)}`);
  if (filter.within !== undefined) conditions.push(`g.path @> ARRAY[${bind(filter.within)}::text]`);
  if (filter.search) {
    // Ids found first, so that the planner may combine them with the text index (an OR over a
    // subquery would read every group).
    const ids = await selectIdsByKeyPrefix(db, filter.workspaceId, filter.search);
    // Wildcards are taken away last: folding makes them of their wide forms.
    const text = `'%' || regexp_replace(fold_text(${bind(filter.search)}), '([\\\\%_])', '\\\\\\1', 'g') || '%'`;
    conditions.push(`(g.search_text LIKE ${text} OR g.id = ANY(${bind([filter.search, ...ids])}))`);
  }
  const { rows } = await db.query<ListedGroup>(
    `SELECT ${groupColumns},
       (SELECT count(*) FROM group_models m WHERE m.group_id = g.id) AS "modelCount" FROM groups g WHERE ${conditions.join(" AND ")} ORDER BY g.seq LIMIT $3`,
    values,
  );
  return rows;
}

/** Groups with a key whose prefix starts like this; of a whole key, only the prefix is looked at. */
async function selectIdsByKeyPrefix(
  db: Queryable,
  workspaceId: string,
  search: string,
): Promise<string[]> {
  if (search.length < keySearchCharactersMin) return [];
  const { rows } = await db.query<{ groupId: string }>(
    `SELECT DISTINCT group_id AS "groupId" FROM api_keys
     WHERE workspace_id = $1 AND prefix LIKE $2 AND revoked_at IS NULL`,
    [workspaceId, `${escapeLike(search.slice(0, keyPrefixCharacters))}%`],
  );
  return rows.map((row) => row.groupId);
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
