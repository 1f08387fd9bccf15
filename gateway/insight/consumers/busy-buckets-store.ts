import type { LimitType } from "../../contracts/limit";
import type { UsageInterval } from "../../contracts/usage-history";
import type { Queryable } from "../../platform/db/database";
import { saturated } from "../../platform/db/saturated-store";

export interface BusySelection {
  workspaceId: string;
  groupId: string;
  slug: string;
  type: LimitType;
  /** What used more than this is looked for. */
  threshold: number;
  fromMs: number;
  interval: UsageInterval;
}

/** An hour or day in which a group used more than was asked about. */
export interface BusyBucket {
  groupId: string;
  path: string[];
  at: Date;
  amount: number;
}

const toAmount = (type: LimitType, row: string) =>
  type === "TOKEN" ? `(${row}.input_tokens + ${row}.output_tokens)` : `${row}.requests`;

/** Of a group with everything below it; biggest first. */
export async function selectBusyPool(
  db: Queryable,
  { workspaceId, groupId, slug, type, threshold, fromMs, interval }: BusySelection,
): Promise<BusyBucket[]> {
  const amount = toAmount(type, "u");
  const { rows } = await db.query<BusyBucket>(
    `SELECT u.group_id AS "groupId", ARRAY[u.group_id] AS path, u.at, ${amount} AS amount
     FROM tree_usage_${interval}s u
     WHERE u.workspace_id = $1 AND u.group_id = $2 AND u.slug = $3 AND u.at >= $4
       AND ${amount} > $5
     ORDER BY amount DESC, u.at`,
    [workspaceId, groupId, slug, new Date(fromMs), threshold],
  );
  return rows;
}

/**
 * Of a group and those below it that may call the slug, each by its own calls; biggest first, at
 * most `limit`. Paths begin at the group.
 */
export async function selectBusyCallers(
  db: Queryable,
  { workspaceId, groupId, slug, type, threshold, fromMs, interval }: BusySelection,
  limit: number,
): Promise<BusyBucket[]> {
  // Sums of subtrees are kept, not those of a group alone: the groups right below are taken off.
  // Days come first: few have one above, and only of these the hours are read.
  const { rows } = await db.query<BusyBucket>(
    `WITH busy AS (
       SELECT DISTINCT g.id, g.path FROM groups g
         JOIN tree_usage_days d ON d.workspace_id = $1 AND d.group_id = g.id COLLATE "C"
           AND d.at >= $4 AND d.slug = $3 AND ${toAmount(type, "d")} > $5
       WHERE g.path @> ARRAY[$2::text] AND g.deleted_at IS NULL
         AND (g.id = $2 OR EXISTS
           (SELECT FROM group_models m WHERE m.group_id = g.id AND m.slug = $3))
     ), used AS (
       SELECT busy.id, busy.path, u.at, ${toAmount(type, "u")} - coalesce((
           SELECT sum(${toAmount(type, "c")}) FROM groups child
             JOIN tree_usage_${interval}s c ON c.workspace_id = $1
               AND c.group_id = child.id COLLATE "C" AND c.at = u.at AND c.slug = $3
           WHERE child.workspace_id = $1 AND child.parent_id = busy.id
         ), 0) AS amount
       FROM busy JOIN tree_usage_${interval}s u ON u.workspace_id = $1
         AND u.group_id = busy.id COLLATE "C" AND u.at >= $4 AND u.slug = $3
         AND ${toAmount(type, "u")} > $5
     )
     SELECT id AS "groupId", path[array_position(path, $2):] AS path, at, ${saturated("amount")} AS amount
     FROM used WHERE amount > $5 ORDER BY amount DESC, at, id LIMIT $6`,
    [workspaceId, groupId, slug, new Date(fromMs), threshold, limit],
  );
  return rows;
}
