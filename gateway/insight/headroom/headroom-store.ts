import type { LimitEnforcement } from "../../contracts/group";
import type { Queryable } from "../../platform/db/database";

export interface CallingPair {
  groupId: string;
  slug: string;
  rootId: string;
  path: string[];
  limitEnforcement: LimitEnforcement;
}

/**
 * Live groups with slugs they may call and had traffic for on a day (its start, UTC), refused
 * requests included; those with most requests first.
 */
export async function selectBusiestPairs(
  db: Queryable,
  asked: { workspaceId: string; day: Date; within: string | undefined; limit: number },
): Promise<CallingPair[]> {
  const { rows } = await db.query<CallingPair>(
    // A group at a time, from the busiest on: a join would read every group there is.
    `SELECT g.id AS "groupId", busy.slug, g.root_id AS "rootId", g.path,
       g.limit_enforcement AS "limitEnforcement"
     FROM (
       SELECT group_id, slug, sum(requests + refusals) AS calls,
         sum(input_tokens + output_tokens) AS tokens
       FROM usage_days WHERE workspace_id = $1 AND at = $2 GROUP BY group_id, slug
       ORDER BY calls DESC, tokens DESC, group_id, slug
     ) AS busy
     CROSS JOIN LATERAL (
       SELECT g.* FROM groups g JOIN group_models m ON m.group_id = g.id AND m.slug = busy.slug
       WHERE g.id = busy.group_id COLLATE "default" AND g.deleted_at IS NULL
         AND ($3::text IS NULL OR g.path @> ARRAY[$3::text]) LIMIT 1
     ) AS g
     ORDER BY busy.calls DESC, busy.tokens DESC, busy.group_id, busy.slug LIMIT $4`,
    [asked.workspaceId, asked.day, asked.within ?? null, asked.limit],
  );
  return rows;
}
