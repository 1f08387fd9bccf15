import { z } from "zod";
import { region, type Target, target } from "../../contracts/endpoint";
import type { Queryable } from "../../platform/db/database";
import { insertion } from "../../platform/db/insertion-store";

const endpointRow = z.object({
  id: z.string(),
  workspaceId: z.string(),
  slug: z.string(),
  region,
  target,
  createdAt: z.date(),
  updatedAt: z.date(),
  seq: z.number(),
});
export type EndpointRow = z.infer<typeof endpointRow>;

const columns = `id, workspace_id AS "workspaceId", slug, region, target,
  created_at AS "createdAt", updated_at AS "updatedAt", seq`;

/** Of any workspace; the caller tells foreign from unknown. */
export async function findEndpoint(db: Queryable, id: string): Promise<EndpointRow | undefined> {
  const { rows } = await db.query(`SELECT ${columns} FROM endpoints WHERE id = $1`, [id]);
  return rows[0] && endpointRow.parse(rows[0]);
}

/** In creation order, behind `after` (a `seq`). */
export async function selectEndpoints(
  db: Queryable,
  query: { workspaceId: string; after: number; limit: number },
): Promise<EndpointRow[]> {
  const { rows } = await db.query(
    `SELECT ${columns} FROM endpoints WHERE workspace_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
    [query.workspaceId, query.after, query.limit],
  );
  return rows.map((row) => endpointRow.parse(row));
}

/** How many groups name each of these slugs; slugs that none names are left out. */
export async function countGroupsBySlug(
  db: Queryable,
  workspaceId: string,
  slugs: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ slug: string; groups: number }>(
    `SELECT m.slug, count(*)::int AS groups
     FROM group_models m JOIN groups g ON g.id = m.group_id
     WHERE g.workspace_id = $1 AND g.deleted_at IS NULL AND m.slug = ANY($2)
     GROUP BY m.slug`,
    [workspaceId, slugs],
  );
  return new Map(rows.map((row) => [row.slug, row.groups]));
}

/** Slugs that groups name and no endpoint of the workspace serves, those of most groups first. */
export async function selectDanglingSlugs(
  db: Queryable,
  workspaceId: string,
  limit: number,
): Promise<{ slug: string; group_count: number }[]> {
  const { rows } = await db.query<{ slug: string; group_count: number }>(
    `SELECT m.slug, count(*)::int AS group_count
     FROM group_models m JOIN groups g ON g.id = m.group_id
     WHERE g.workspace_id = $1 AND g.deleted_at IS NULL AND NOT EXISTS (
       SELECT FROM endpoints e WHERE e.slug = m.slug AND e.workspace_id = $1)
     GROUP BY m.slug ORDER BY group_count DESC, m.slug LIMIT $2`,
    [workspaceId, limit],
  );
  return rows;
}

export interface NewEndpoint {
  id: string;
  workspaceId: string;
  slug: string;
  region: string;
  target: Target;
  at: Date;
}

/** Undefined when the slug is taken, by whatever workspace. */
export async function insertEndpoint(
  tx: Queryable,
  { at, ...endpoint }: NewEndpoint,
): Promise<EndpointRow | undefined> {
  const { sql, values } = insertion("endpoints", { ...endpoint, createdAt: at, updatedAt: at });
  const { rows } = await tx.query(
    `${sql} ON CONFLICT ON CONSTRAINT endpoints_slug_unique DO NOTHING RETURNING ${columns}`,
    values,
  );
  return rows[0] && endpointRow.parse(rows[0]);
}

export async function updateEndpointRow(
  tx: Queryable,
  endpoint: { id: string; slug: string; target: Target; at: Date },
): Promise<EndpointRow> {
  const { rows } = await tx.query(
    `UPDATE endpoints SET slug = $2, target = $3, updated_at = $4 WHERE id = $1
     RETURNING ${columns}`,
    [endpoint.id, endpoint.slug, JSON.stringify(endpoint.target), endpoint.at],
  );
  return endpointRow.parse(rows[0]);
}

export async function deleteEndpointRow(tx: Queryable, id: string): Promise<void> {
  await tx.query("DELETE FROM endpoints WHERE id = $1", [id]);
}

/** In order of the slugs. */
export async function selectSlugsUsingSecret(
  db: Queryable,
  workspaceId: string,
  secretId: string,
): Promise<string[]> {
  const { rows } = await db.query<{ slug: string }>(
    `SELECT slug FROM endpoints WHERE workspace_id = $1 AND target->>'secret_id' = $2
     ORDER BY slug`,
    [workspaceId, secretId],
  );
  return rows.map((row) => row.slug);
}
