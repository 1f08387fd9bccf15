export const usageMeasures = [
  "requests",
  "unbilled_requests",
  "refusals",
  "input_tokens",
  "cached_input_tokens",
  "output_tokens",
] as const;
export type UsageMeasure = (typeof usageMeasures)[number];

const sums = usageMeasures.map((measure) => `sum(${measure})::bigint`).join(", ");
const columns = usageMeasures.join(", ");
const additions = usageMeasures
  .map((measure) => `${measure} = u.${measure} + excluded.${measure}`)
  .join(", ");

/** What one key of a group called, and what a group with all below it called ('' = workspace). */
const grains = [
  {
    table: "usage",
    keys: "workspace_id, group_id, api_key_prefix, at, slug",
    values: (at: string) =>
      `workspace_id, group_path[cardinality(group_path)], api_key_prefix, ${at}, model_slug`,
    from: "source",
  },
  {
    table: "tree_usage",
    keys: "workspace_id, group_id, at, slug",
    values: (at: string) => `workspace_id, tree.group_id, ${at}, model_slug`,
    from: "source CROSS JOIN LATERAL unnest(array_prepend('', group_path)) AS tree (group_id)",
  },
];

const intervals = [
  { table: "hours", unit: "hour" },
  { table: "days", unit: "day" },
];

export const rollupTables = grains.flatMap((grain) =>
  intervals.map(({ table }) => `${grain.table}_${table}`),
);

const inserts = grains.flatMap((grain) =>
  intervals.map(({ table, unit }) => {
    const name = `${grain.table}_${table}`;
    const positions = grain.keys.split(", ").map((_, index) => index + 1);
    return `added_${name} AS (
      INSERT INTO ${name} AS u (${grain.keys}, ${columns})
      SELECT ${grain.values(`date_trunc('${unit}', happened_at, 'UTC')`)}, ${sums}
      FROM ${grain.from} GROUP BY ${positions} ORDER BY ${positions}
      ON CONFLICT (${grain.keys}) DO UPDATE SET ${additions})`;
  }),
);

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
