import type { DeclaredModel, LimitType } from "../contracts/limit";
import { isRateUnit, type LimitUnit, limitTypes, limitUnits } from "../contracts/limit-windows";
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
 * tables and a row per limit takes the driver longer than the database. Text: JSON takes longer, see decision 112.
 * @throws Error for a type or unit that the contract does not know
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

interface Tuple {
  type: LimitType;
  unit: LimitUnit;
}

const tuples: ReadonlyMap<string, ReadonlyMap<string, Tuple>> = new Map(
  limitTypes.map((type) => [type, new Map(limitUnits.map((unit) => [unit, { type, unit }]))]),
);

function parseModels(slugs: string, limits: string | null): DeclaredModel[] {
  const models = slugs.split(" ").map((slug): DeclaredModel => {
    return { slug, rate_limits: [], usage_limits: [] };
  });
  const bySlug = new Map(models.map((model) => [model.slug, model]));
  for (const limit of limits?.split(";") ?? []) {
    const [slug = "", type = "", unit = "", threshold] = limit.split(" ");
    const tuple = tuples.get(type)?.get(unit);
    if (!tuple) throw new Error(`a limit of ${slug} is of ${type} per ${unit}, which is no window`);
    const model = bySlug.get(slug);
    if (model) addLimit(model, tuple, Number(threshold));
  }
  return models;
}

/** TOKEN goes first, REQUEST last. */
function addLimit(
  { rate_limits, usage_limits }: DeclaredModel,
  { type, unit }: Tuple,
  threshold: number,
): void {
  if (isRateUnit(unit)) place(rate_limits, { type, unit, threshold });
  else place(usage_limits, { type, unit, threshold });
}

function place<Limit extends { type: LimitType }>(limits: Limit[], limit: Limit): void {
  if (limit.type === "TOKEN") limits.unshift(limit);
  else limits.push(limit);
}
