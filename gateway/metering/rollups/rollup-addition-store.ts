import { saturated } from "../../platform/db/saturated-store";

export const usageMeasures = [
  "requests",
  "unbilled_requests",
  "refusals",
  "input_tokens",
  "cached_input_tokens",
  "output_tokens",
] as const;
export type UsageMeasure = (typeof usageMeasures)[number];
/** What answers sum up: the total is told with the measures it is made of. */
export const usageSumNames = [...usageMeasures, "total_tokens"] as const;

const sums = usageMeasures.map((measure) => saturated(`sum(${measure})`)).join(", ");
const columns = usageMeasures.join(", ");
const additions = usageMeasures
  .map((measure) => `${measure} = ${saturated(`u.${measure} + excluded.${measure}`)}`)
  .join(", ");

const keyRows = { from: "source", group: "group_path[cardinality(group_path)]" };
const treeRows = {
  from: "source CROSS JOIN LATERAL unnest(array_prepend('', group_path)) AS tree (group_id)",
  group: "tree.group_id",
};

/** What one key of a group called, and what a group with all below it called ('' = workspace). */
export const rollups = [
  { table: "usage_hours", unit: "hour", ...keyRows, isByKey: true, isBySlug: true },
  { table: "usage_days", unit: "day", ...keyRows, isByKey: true, isBySlug: true },
  { table: "key_usage_days", unit: "day", ...keyRows, isByKey: true, isBySlug: false },
  { table: "tree_usage_hours", unit: "hour", ...treeRows, isByKey: false, isBySlug: true },
  { table: "tree_usage_days", unit: "day", ...treeRows, isByKey: false, isBySlug: true },
] as const;

const inserts = rollups.map(({ table, unit, from, group, isByKey, isBySlug }) => {
  const keys: [column: string, value: string][] = [
    ["workspace_id", "workspace_id"],
    ["group_id", group],
    ...(isByKey ? [["api_key_prefix", "api_key_prefix"] satisfies [string, string]] : []),
    ["at", `date_trunc('${unit}', happened_at, 'UTC')`],
    ...(isBySlug ? [["slug", "model_slug"] satisfies [string, string]] : []),
  ];
  const names = keys.map(([column]) => column).join(", ");
  const positions = keys.map((_, index) => index + 1).join(", ");
  return `added_${table} AS (
    INSERT INTO ${table} AS u (${names}, ${columns})
    SELECT ${keys.map(([, value]) => value).join(", ")}, ${sums}
    FROM ${from} GROUP BY ${positions} ORDER BY ${positions}
    ON CONFLICT (${names}) DO UPDATE SET ${additions})`;
});

/**
 * One statement that adds the rows of `source` to all roll-ups, and answers how many there were and
 * which is the last in recording order. `source` is SQL with the columns of rollup-store.ts.
 */
export function rollupAddition(source: string): string {
  return `WITH source AS MATERIALIZED (${source}), ${inserts.join(", ")}
    SELECT (SELECT count(*) FROM source) AS rows, last.recorded_at AS "recordedAt", last.key
    FROM (VALUES (1)) AS one
      LEFT JOIN (SELECT recorded_at, key FROM source ORDER BY recorded_at DESC, key DESC LIMIT 1)
        AS last ON true`;
}
