import { keyPrefixCharacters } from "../contracts/key";
import type { Queryable } from "../db/database";
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

/** Live groups in creation order. */
export async function selectGroups(db: Queryable, filter: GroupFilter): Promise<GroupRow[]> {
  const values: unknown[] = [filter.workspaceId, filter.after, filter.limit];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = ["g.workspace_id = $1", "g.deleted_at IS NULL", "g.seq > $2"];
  if (filter.externalEntityId !== undefined) {
    conditions.push(`g.external_entity_id = ${bind(filter.externalEntityId)}`);
  }
  if (filter.parentId === null) conditions.push("g.parent_id IS NULL");
  else if (filter.parentId !== undefined) conditions.push(`g.parent_id = ${bind(filter.parentId)}`);
  if (filter.within !== undefined) conditions.push(`g.path @> ARRAY[${bind(filter.within)}::text]`);
  if (filter.search) conditions.push(searchCondition(filter.search, bind));
  const { rows } = await db.query<GroupRow>(
    `SELECT ${groupColumns} FROM groups g WHERE ${conditions.join(" AND ")} ORDER BY g.seq LIMIT $3`,
    values,
  );
  return rows;
}

function searchCondition(search: string, bind: (value: unknown) => string): string {
  const anywhere = bind(`%${escapeLike(search)}%`);
  const whole = bind(search);
  const alternatives = [`g.search_text LIKE lower(${anywhere})`, `g.id = ${whole}`];
  if (search.length >= keySearchCharactersMin) {
    const prefix = bind(`${escapeLike(search.slice(0, keyPrefixCharacters))}%`);
    alternatives.push(`g.id IN (SELECT k.group_id FROM api_keys k
      WHERE k.workspace_id = $1 AND k.prefix LIKE ${prefix} AND k.revoked_at IS NULL)`);
  }
  return `(${alternatives.join(" OR ")})`;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
