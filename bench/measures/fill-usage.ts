import { dayMs } from "../../gateway/contracts/leaves/time";
import { rollups } from "../../gateway/metering/rollups/rollup-addition-store";
import type { Database } from "../../gateway/platform/db/database";

export interface UsageFixture {
  events: number;
  workspaceId: string;
  /** The customer with the most traffic, and its busiest key. */
  rootId: string;
  keyPrefix: string;
  /** Start of the day after the last one. */
  endMs: number;
}

const days = 30;
const customers = 200;
/** Each with one project below it. */
const teamsEach = 5;
const keysPerGroup = 2;
const slugs = 5;

/**
 * Roll-ups as 10 million events leave them: 30 days, 2,200 groups on three levels, 4,400 keys, five
 * slugs, a tenth of the keys with half of the traffic. Made in SQL, summed as the roller sums.
 */
export async function fillUsage(db: Database, events: number): Promise<UsageFixture> {
  const endMs = Math.floor(Date.now() / dayMs) * dayMs;
  const workspaceId = "wsp_bench";
  await db.transaction(async (tx) => {
    await tx.query("INSERT INTO workspaces (id, name, onboarded_at) VALUES ($1, 'bench', now())", [
      workspaceId,
    ]);
    await tx.query(
      `INSERT INTO groups (id, workspace_id, root_id, parent_id, path, external_entity_id, name,
         limit_enforcement)
       SELECT path[cardinality(path)], $1, path[1],
         CASE WHEN cardinality(path) > 1 THEN path[cardinality(path) - 1] END, path,
         path[cardinality(path)], 'Group ' || path[cardinality(path)], 'CASCADING'
       FROM (
         SELECT ARRAY['c' || c] AS path FROM generate_series(1, $2::int) AS c
         UNION ALL SELECT ARRAY['c' || c, 'c' || c || 't' || t]
         FROM generate_series(1, $2) AS c, generate_series(1, $3::int) AS t
         UNION ALL SELECT ARRAY['c' || c, 'c' || c || 't' || t, 'c' || c || 't' || t || 'p']
         FROM generate_series(1, $2) AS c, generate_series(1, $3) AS t) AS tree
       ORDER BY cardinality(path)`,
      [workspaceId, customers, teamsEach],
    );
    await tx.query(
      `INSERT INTO api_keys (workspace_id, prefix, group_id, key_hash, name)
       SELECT $1, 'k' || row_number() OVER (ORDER BY md5(id || k)), id,
         sha256((id || k)::bytea), 'Key ' || k
       FROM groups, generate_series(1, $2::int) AS k`,
      [workspaceId, keysPerGroup],
    );
    await tx.query(
      `CREATE TEMP TABLE drawn AS
       SELECT (ceil(random() ^ 3 * $2))::int AS key, date_trunc('hour', $3::timestamptz
           - random() * $4 * interval '1 day' - interval '1 microsecond', 'UTC') AS at,
         'acme/m' || (1 + floor(random() ^ 2 * $5))::int AS slug, (random() < 0.02)::int AS refused,
         (50 + random() * 2000)::int AS input, (20 + random() * 800)::int AS output
       FROM generate_series(1, $1::int)`,
      [events, customers * (1 + 2 * teamsEach) * keysPerGroup, new Date(endMs), days, slugs],
    );
    await tx.query(
      `INSERT INTO usage_hours SELECT $1, k.group_id, k.prefix, d.at, d.slug, count(*), 0,
         sum(refused), sum(input), sum(input / 4), sum(output)
       FROM drawn d JOIN api_keys k ON k.prefix = 'k' || d.key AND k.workspace_id = $1
       GROUP BY k.group_id, k.prefix, d.at, d.slug ORDER BY d.at, k.group_id`,
      [workspaceId],
    );
    const sums = `sum(requests), sum(unbilled_requests), sum(refusals), sum(input_tokens),
      sum(cached_input_tokens), sum(output_tokens)`;
    await tx.query(`INSERT INTO usage_days SELECT workspace_id, group_id, api_key_prefix,
      date_trunc('day', at, 'UTC'), slug, ${sums} FROM usage_hours GROUP BY 1, 2, 3, 4, 5 ORDER BY 4`);
    await tx.query(`INSERT INTO key_usage_days (workspace_id, group_id, api_key_prefix, at, requests,
        unbilled_requests, refusals, input_tokens, cached_input_tokens, output_tokens)
      SELECT workspace_id, group_id, api_key_prefix, at, ${sums} FROM usage_days
      GROUP BY 1, 2, 3, 4 ORDER BY 4`);
    await tx.query(`INSERT INTO tree_usage_hours SELECT u.workspace_id, t.id, u.at, u.slug, ${sums}
      FROM usage_hours u JOIN groups g ON g.id = u.group_id
        CROSS JOIN LATERAL unnest(array_prepend('', g.path)) AS t (id)
      GROUP BY 1, 2, 3, 4 ORDER BY 3`);
    await tx.query(`INSERT INTO tree_usage_days SELECT workspace_id, group_id,
      date_trunc('day', at, 'UTC'), slug, ${sums} FROM tree_usage_hours GROUP BY 1, 2, 3, 4
      ORDER BY 3`);
  });
  for (const table of [...rollups.map(({ table }) => table), "groups", "api_keys"])
    await db.query(`VACUUM ANALYZE ${table}`);
  const { rows } = await db.query<{ rootId: string; keyPrefix: string }>(
    `SELECT g.root_id AS "rootId", u.api_key_prefix AS "keyPrefix"
     FROM usage_days u JOIN groups g ON g.id = u.group_id
     GROUP BY 1, 2 ORDER BY sum(u.requests) DESC LIMIT 1`,
  );
  const [busiest] = rows;
  if (!busiest) throw new Error("no usage was made");
  return { events, workspaceId, ...busiest, endMs };
}
