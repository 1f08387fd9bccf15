import { dayMs } from "../../contracts/leaves/time";
import type { Queryable } from "../../platform/db/database";
import { saturated } from "../../platform/db/saturated-store";
import { rollups, type UsageMeasure, usageMeasures } from "../rollups/rollup-addition-store";
import { type RecordedPosition, rowsOfDay, type UsageSource } from "../rollups/source-rows-store";

/** Where a roll-up says something else than what it is made from. */
export interface RollupDifference {
  table: string;
  workspaceId: string;
  /** "" = the workspace. */
  groupId: string;
  /** "" = all, where the roll-up tells no keys; slugs alike. */
  apiKeyPrefix: string;
  slug: string;
  measure: UsageMeasure;
  ledger: number;
  rollup: number;
}

const differencesMax = 1_000;

/** Differences of one UTC day, at most `differencesMax` of each roll-up. `sources`: what is kept. */
export async function selectRollupDifferences(
  tx: Queryable,
  dayStartMs: number,
  sources: readonly { source: UsageSource; through: RecordedPosition }[],
): Promise<RollupDifference[]> {
  const measures = usageMeasures.filter(
    (measure) => measure !== "refusals" || sources.some(({ source }) => source === "receipts"),
  );
  const sums = measures
    .map((measure) => `${saturated(`sum(${measure})`)} AS ${measure}`)
    .join(", ");
  const values: unknown[] = [new Date(dayStartMs), new Date(dayStartMs + dayMs)];
  const parts: string[] = [];
  for (const { source, through } of sources) {
    const rows = rowsOfDay(source, dayStartMs, through, values.length + 1);
    parts.push(`(${rows.sql})`);
    values.push(...rows.values);
  }
  const found: RollupDifference[] = [];
  for (const { table, isByKey, isBySlug } of rollups) {
    const key = isByKey ? "api_key_prefix" : undefined;
    const slug = isBySlug ? "slug" : undefined;
    const who = ["workspace_id", "group_id", key, slug].filter(Boolean).join(", ");
    const groups = isByKey
      ? "group_path[cardinality(group_path):]"
      : "array_prepend('', group_path)";
    const { rows } = await tx.query<RollupDifference>(
      `WITH source AS (${parts.join(" UNION ALL ")}),
         ledger AS (
           SELECT source.*, g.group_id, model_slug AS slug
           FROM source CROSS JOIN LATERAL unnest(${groups}) AS g (group_id)),
         expected AS (SELECT ${who}, ${sums} FROM ledger GROUP BY ${who}),
         actual AS (
           SELECT ${who}, ${sums} FROM ${table} WHERE at >= $1 AND at < $2
           GROUP BY ${who}),
         pairs AS (SELECT ${who}, ${measures
           .map((m) => `coalesce(expected.${m}, 0) AS ${m}, coalesce(actual.${m}, 0) AS a_${m}`)
           .join(", ")}
           FROM expected FULL JOIN actual USING (${who}))
       SELECT '${table}' AS table, workspace_id AS "workspaceId", group_id AS "groupId",
         ${key ?? "''"} AS "apiKeyPrefix", ${slug ?? "''"} AS slug, m.measure, m.ledger, m.rollup
       FROM pairs CROSS JOIN LATERAL (VALUES ${measures
         .map((m) => `('${m}', ${m}, a_${m})`)
         .join(", ")}) AS m (measure, ledger, rollup)
       WHERE m.ledger <> m.rollup
       ORDER BY 2, 3, 5, 4, 6 LIMIT ${differencesMax}`,
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
