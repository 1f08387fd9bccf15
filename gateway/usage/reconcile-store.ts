import type { Queryable } from "../db/database";
import { type UsageMeasure, usageMeasures } from "./rollup-addition-store";
import { type RecordedPosition, rowsOfDay, type UsageSource } from "./source-rows-store";

const dayMs = 86_400_000;

/** Where a roll-up says something else than what it is made from. */
export interface RollupDifference {
  table: string;
  workspaceId: string;
  /** "" = the workspace. */
  groupId: string;
  apiKeyPrefix: string;
  slug: string;
  measure: UsageMeasure;
  ledger: number;
  rollup: number;
}

const compared = [
  { table: "usage_hours", isTree: false },
  { table: "usage_days", isTree: false },
  { table: "tree_usage_hours", isTree: true },
  { table: "tree_usage_days", isTree: true },
] as const;

export const differencesMax = 1_000;

/** Differences of one UTC day, at most `differencesMax` of each roll-up. `sources`: what is kept. */
export async function selectRollupDifferences(
  tx: Queryable,
  dayStartMs: number,
  sources: readonly { source: UsageSource; through: RecordedPosition }[],
): Promise<RollupDifference[]> {
  const measures = usageMeasures.filter(
    (measure) => measure !== "refusals" || sources.some(({ source }) => source === "receipts"),
  );
  const sums = measures.map((measure) => `sum(${measure})::bigint AS ${measure}`).join(", ");
  const values: unknown[] = [new Date(dayStartMs), new Date(dayStartMs + dayMs)];
  const parts: string[] = [];
  for (const { source, through } of sources) {
    const rows = rowsOfDay(source, dayStartMs, through, values.length + 1);
    parts.push(`(${rows.sql})`);
    values.push(...rows.values);
  }
  const found: RollupDifference[] = [];
  for (const { table, isTree } of compared) {
    const who = isTree
      ? { columns: "workspace_id, group_id, slug", key: `''` }
      : { columns: "workspace_id, group_id, api_key_prefix, slug", key: "api_key_prefix" };
    const groups = isTree
      ? "array_prepend('', group_path)"
      : "group_path[cardinality(group_path):]";
    const { rows } = await tx.query<RollupDifference>(
      `WITH source AS (${parts.join(" UNION ALL ")}),
         ledger AS (
           SELECT source.*, g.group_id, model_slug AS slug
           FROM source CROSS JOIN LATERAL unnest(${groups}) AS g (group_id)),
         expected AS (SELECT ${who.columns}, ${sums} FROM ledger GROUP BY ${who.columns}),
         actual AS (
           SELECT ${who.columns}, ${sums} FROM ${table} WHERE at >= $1 AND at < $2
           GROUP BY ${who.columns}),
         pairs AS (SELECT ${who.columns}, ${measures
           .map((m) => `coalesce(expected.${m}, 0) AS ${m}, coalesce(actual.${m}, 0) AS a_${m}`)
           .join(", ")}
           FROM expected FULL JOIN actual USING (${who.columns}))
       SELECT '${table}' AS table, workspace_id AS "workspaceId", group_id AS "groupId",
         ${who.key} AS "apiKeyPrefix", slug, m.measure, m.ledger, m.rollup
       FROM pairs CROSS JOIN LATERAL (VALUES ${measures
         .map((m) => `('${m}', ${m}, a_${m})`)
         .join(", ")}) AS m (measure, ledger, rollup)
       WHERE m.ledger <> m.rollup
       ORDER BY workspace_id, group_id, slug, 4, m.measure LIMIT ${differencesMax}`,
      values,
    );
    found.push(...rows);
  }
  return found;
}

/** How many events and refusals were compared. */
export async function countRowsOfDay(
  tx: Queryable,
  source: UsageSource,
  dayStartMs: number,
  through: RecordedPosition,
): Promise<number> {
  const { sql, values } = rowsOfDay(source, dayStartMs, through);
  const { rows } = await tx.query<{ count: number }>(
    `SELECT count(*) AS count FROM (${sql}) AS counted`,
    values,
  );
  return rows[0]?.count ?? 0;
}
