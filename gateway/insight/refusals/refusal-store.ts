import { hourMs } from "../../contracts/leaves/time";
import type { LimitType, LimitUnit } from "../../contracts/limit";
import { refusedLimit } from "../../contracts/request";
import type { Queryable } from "../../platform/db/database";
import type { KeptRefusal } from "./kept-refusal";

/** Which refusals; what is undefined does not matter. */
export interface RefusalSelection {
  workspaceId: string;
  groupId: string | undefined;
  includeSubtree: boolean;
  slug: string | undefined;
  keyPrefix: string | undefined;
  sourceGroup: string | undefined;
  type: LimitType | undefined;
  unit: LimitUnit | undefined;
  /** Inclusive, ms. */
  fromMs: number;
  /** Exclusive, ms. */
  toMs: number;
}

export type RefusalRow = Omit<KeptRefusal, "workspaceId" | "limits">;

/** Conditions on `refusal_hours h`; the values are those of `conditionValues`. */
const conditions = `h.workspace_id = $1 AND h.at >= $2 AND h.at < $3
  AND ($4::text[] IS NULL OR h.group_path @> $4)
  AND ($5::text IS NULL OR h.group_path[cardinality(h.group_path)] = $5)
  AND ($6::text IS NULL OR h.model_slug = $6)
  AND ($7::text IS NULL OR h.api_key_prefix = $7)
  AND ($8::text IS NULL OR h.source_group = $8)
  AND ($9::text IS NULL OR h.type = $9) AND ($10::text IS NULL OR h.unit = $10)`;

function conditionValues(selection: RefusalSelection): unknown[] {
  const { groupId, includeSubtree } = selection;
  return [
    selection.workspaceId,
    new Date(Math.floor(selection.fromMs / hourMs) * hourMs),
    new Date(selection.toMs),
    groupId === undefined ? null : [groupId],
    groupId === undefined || includeSubtree ? null : groupId,
    selection.slug ?? null,
    selection.keyPrefix ?? null,
    selection.sourceGroup ?? null,
    selection.type ?? null,
    selection.unit ?? null,
  ];
}

const refusalColumns = `r.request_id AS "requestId", r.refused_at AS "refusedAt",
  r.group_path AS "groupPath", r.api_key_prefix AS "apiKeyPrefix", r.model_slug AS "modelSlug",
  r.binding, r.retry_after_ms AS "retryAfterMs", r.never_fits AS "neverFits"`;

/** A stretch of ids: from `fromId` (inclusive) to `beforeId` (exclusive). */
export interface RefusalStretch extends RefusalSelection {
  fromId: string;
  beforeId: string;
  limit: number;
}

const stretchConditions = `${conditions} AND h.oldest < $12 AND h.newest >= $11`;
const stretchValues = (stretch: RefusalStretch): unknown[] => [
  ...conditionValues(stretch),
  stretch.fromId,
  stretch.beforeId,
];

export async function countSeries(db: Queryable, stretch: RefusalStretch): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(DISTINCT h.series) AS count FROM refusal_hours h WHERE ${stretchConditions}`,
    stretchValues(stretch),
  );
  return rows[0]?.count ?? 0;
}

/**
 * The newest of few series: each series' own newest, merged. Sums say how far back there are enough
 * of them for certain; what lies before that is not looked at.
 */
export async function selectFromSeries(
  db: Queryable,
  stretch: RefusalStretch,
): Promise<RefusalRow[]> {
  const { rows } = await db.query<StoredRefusal>(
    `WITH hours AS MATERIALIZED (
       SELECT h.series, greatest(h.oldest, $11) AS oldest, h.newest,
         sum(CASE WHEN h.newest < $12 AND h.oldest >= $11 THEN h.refusals ELSE 0 END)
           OVER (ORDER BY h.oldest DESC) AS refusals
       FROM refusal_hours h WHERE ${stretchConditions}
     ),
     enough AS MATERIALIZED (SELECT coalesce(max(oldest), '') AS id FROM hours WHERE refusals >= $13)
     SELECT r.* FROM hours h CROSS JOIN enough e CROSS JOIN LATERAL (
       -- Pairs, and not series = …: the primary key must not look like the shorter way.
       SELECT ${refusalColumns} FROM receipts r
       WHERE (r.series, r.request_id) >= (h.series, h.oldest)
         AND (r.series, r.request_id) <= (h.series, h.newest)
         AND (r.series, r.request_id) < (h.series, $12)
         AND r.request_id >= h.oldest AND r.request_id <= h.newest AND r.workspace_id = $1
       ORDER BY r.series DESC, r.request_id DESC LIMIT $13
     ) AS r
     WHERE h.newest >= e.id ORDER BY r."requestId" DESC LIMIT $13`,
    [...stretchValues(stretch), stretch.limit],
  );
  return rows.map(parseRow);
}

/** The newest of many series among the `rowsMax` refusals before a moment, whosever they are. */
export async function selectByWalking(
  db: Queryable,
  stretch: RefusalStretch,
  rowsMax: number,
): Promise<RefusalRow[]> {
  const { rows } = await db.query<StoredRefusal>(
    `WITH hours AS MATERIALIZED (
       SELECT h.series, max(h.newest) AS newest FROM refusal_hours h WHERE ${stretchConditions}
       GROUP BY h.series
     )
     SELECT ${refusalColumns} FROM (
       SELECT * FROM receipts WHERE request_id >= $11 AND request_id < $12
         AND request_id <= (SELECT max(newest) FROM hours)
       ORDER BY request_id DESC LIMIT $14
     ) AS r
     -- IS TRUE: looked up in a hash, never joined in loops for a wrong guess at how many series there are.
     WHERE (r.series IN (SELECT series FROM hours)) IS TRUE AND r.workspace_id = $1
     ORDER BY r.request_id DESC LIMIT $13`,
    [...stretchValues(stretch), stretch.limit, rowsMax],
  );
  return rows.map(parseRow);
}

export interface RefusalSumRow {
  refusals: number;
  newest: RefusalRow;
  /** Of everything, listed or not. */
  allLines: number;
  allRefusals: number;
}

/** By calling group, model and limit, most refusals first. Whole hours. */
export async function selectRefusalSums(
  db: Queryable,
  selection: RefusalSelection,
  limit: number,
): Promise<RefusalSumRow[]> {
  const { rows } = await db.query<StoredRefusal & Omit<RefusalSumRow, "newest">>(
    `WITH sums AS MATERIALIZED (
       SELECT sum(h.refusals)::bigint AS refusals, max(h.newest) AS newest,
         count(*) OVER () AS lines, (sum(sum(h.refusals)) OVER ())::bigint AS all_refusals
       FROM refusal_hours h WHERE ${conditions}
       GROUP BY h.group_path, h.model_slug, h.type, h.unit, h.source_group
       ORDER BY refusals DESC, newest DESC LIMIT $11
     )
     SELECT s.refusals, s.lines AS "allLines", s.all_refusals AS "allRefusals", ${refusalColumns}
     FROM sums s JOIN receipts r ON r.request_id = s.newest
     ORDER BY s.refusals DESC, s.newest DESC`,
    [...conditionValues(selection), limit],
  );
  return rows.map(({ refusals, allLines, allRefusals, ...newest }) => ({
    ...{ refusals, allLines, allRefusals },
    newest: parseRow(newest),
  }));
}

type StoredRefusal = Omit<RefusalRow, "refusedAt" | "binding"> & {
  refusedAt: Date;
  binding: unknown;
};

function parseRow(row: StoredRefusal): RefusalRow {
  return {
    ...row,
    refusedAt: row.refusedAt.getTime(),
    binding: refusedLimit.parse(row.binding),
  };
}
