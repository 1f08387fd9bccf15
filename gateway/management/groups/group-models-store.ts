import type { DeclaredModel } from "../../contracts/limit";
import { type FlatLimit, flattenLimits } from "../../limits/resolve-limits";
import type { Queryable } from "../../platform/db/database";

/** A group's declarations as text: no slug holds a space or a semicolon. */
interface DeclarationRow {
  groupId: string;
  /** `acme/a acme/b`, in declaration order; null = none. */
  slugs: string | null;
  /** `acme/a TOKEN MINUTE 100;acme/b REQUEST DAY 0`, in no order; null = none. */
  limits: string | null;
}

/**
 * What each of these groups declares, in declaration order, in one query; groups that declare
 * nothing, or none of `slugs`, are absent. A row per group: for a page of 1,000, a join takes the planner through whole
 * tables and a row per limit takes the driver longer than the database.
 */
export async function selectModels(
  db: Queryable,
  groupIds: readonly string[],
  slugs: readonly string[] | null = null,
): Promise<Map<string, DeclaredModel[]>> {
  const of = (table: "m" | "l") => (slugs ? `AND ${table}.slug = ANY($2)` : "");
  const { rows } = await db.query<DeclarationRow>(
    `SELECT wanted.id AS "groupId",
       (SELECT string_agg(m.slug, ' ' ORDER BY m.position)
        FROM group_models m WHERE m.group_id = wanted.id ${of("m")}) AS slugs,
       (SELECT string_agg(l.slug || ' ' || l.type || ' ' || l.unit || ' ' || l.threshold, ';')
        FROM group_limits l WHERE l.group_id = wanted.id ${of("l")}) AS limits
     FROM unnest($1::text[]) AS wanted (id)`,
    slugs ? [groupIds, slugs] : [groupIds],
  );
  const models = new Map<string, DeclaredModel[]>();
  for (const row of rows) {
    if (row.slugs !== null) models.set(row.groupId, modelsOf(row.slugs, row.limits));
  }
  return models;
}

function modelsOf(slugs: string, limits: string | null): DeclaredModel[] {
  const models = slugs.split(" ").map((slug): DeclaredModel => {
    return { slug, rate_limits: [], usage_limits: [] };
  });
  const bySlug = new Map(models.map((model) => [model.slug, model]));
  for (const limit of limits?.split(";") ?? []) {
    const [slug = "", type, unit, threshold] = limit.split(" ");
    const model = bySlug.get(slug);
    if (model) addLimit(model, { type, unit, threshold: Number(threshold) });
  }
  return models;
}

/** Each list holds at most one limit per type: TOKEN goes first, REQUEST last. */
function addLimit(
  { rate_limits, usage_limits }: DeclaredModel,
  { type, unit, threshold }: { type?: string; unit?: string; threshold: number },
): void {
  const place = type === "TOKEN" ? 0 : 1;
  const known = place === 0 ? "TOKEN" : "REQUEST";
  if (unit === "DAY") usage_limits.splice(place, 0, { type: known, unit, threshold });
  else {
    const rateUnit = unit === "SECOND" ? unit : "MINUTE";
    rate_limits.splice(place, 0, { type: known, unit: rateUnit, threshold });
  }
}

/** `rootId` is the group's: it stands beside each limit for `selectDescendantLimitsAbove`. */
export async function insertModels(
  tx: Queryable,
  group: { id: string; rootId: string },
  models: readonly DeclaredModel[],
): Promise<void> {
  if (models.length === 0) return;
  await tx.query(
    `INSERT INTO group_models (group_id, slug, position)
     SELECT $1, slug, position FROM unnest($2::text[]) WITH ORDINALITY AS model (slug, position)`,
    [group.id, models.map((model) => model.slug)],
  );
  const limits = flattenLimits(models);
  if (limits.length === 0) return;
  await tx.query(
    `INSERT INTO group_limits (group_id, root_id, slug, kind, type, unit, threshold)
     SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[])`,
    [group.id, group.rootId, ...columnsOf(limits)],
  );
}

/** Set semantics: what is not in `models` is gone afterwards. */
export async function replaceModels(
  tx: Queryable,
  group: { id: string; rootId: string },
  models: readonly DeclaredModel[],
): Promise<void> {
  // Their limits go with them (ON DELETE CASCADE).
  await tx.query("DELETE FROM group_models WHERE group_id = $1", [group.id]);
  await insertModels(tx, group, models);
}

export interface DescendantLimit extends FlatLimit {
  groupId: string;
  externalEntityId: string;
}

/** Limits declared below the group that exceed one of `limits` for the same tuple; the ten highest. */
export async function selectDescendantLimitsAbove(
  tx: Queryable,
  group: { id: string; rootId: string },
  limits: readonly FlatLimit[],
): Promise<DescendantLimit[]> {
  const { rows } = await tx.query<DescendantLimit>(
    `SELECT above.*
     FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[])
       AS ceiling (slug, kind, type, unit, threshold)
     CROSS JOIN LATERAL (
       SELECT l.group_id AS "groupId", g.external_entity_id AS "externalEntityId",
         l.slug, l.kind, l.type, l.unit, l.threshold
       FROM group_limits l JOIN groups g ON g.id = l.group_id
       WHERE l.root_id = $2 AND l.slug = ceiling.slug AND l.kind = ceiling.kind
         AND l.type = ceiling.type AND l.unit = ceiling.unit AND l.threshold > ceiling.threshold
         AND g.path @> ARRAY[$1::text] AND g.id <> $1 AND g.deleted_at IS NULL
       ORDER BY l.threshold DESC LIMIT 10
     ) AS above
     WHERE EXISTS (SELECT FROM groups WHERE parent_id = $1 AND deleted_at IS NULL)
     ORDER BY above.threshold DESC, "groupId" LIMIT 10`,
    [group.id, group.rootId, ...columnsOf(limits)],
  );
  return rows;
}

function columnsOf(
  limits: readonly FlatLimit[],
): [string[], string[], string[], string[], number[]] {
  return [
    limits.map((limit) => limit.slug),
    limits.map((limit) => limit.kind),
    limits.map((limit) => limit.type),
    limits.map((limit) => limit.unit),
    limits.map((limit) => limit.threshold),
  ];
}
