import type { DeclaredModel } from "../contracts/limit";
import type { Queryable } from "../platform/db/database";

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
    if (row.slugs !== null) models.set(row.groupId, parseModels(row.slugs, row.limits));
  }
  return models;
}

function parseModels(slugs: string, limits: string | null): DeclaredModel[] {
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
