import type { DeclaredModel, LimitKind, LimitType, LimitUnit } from "../contracts/limit";
import { rateUnits, usageUnits } from "../contracts/limit";
import type { Queryable } from "../db/database";
import { type FlatLimit, flattenLimits } from "../limits/resolve-limits";

interface DeclarationRow {
  groupId: string;
  slug: string;
  kind: LimitKind | null;
  type: LimitType;
  unit: LimitUnit;
  threshold: number;
}

/** What each of these groups declares, in declaration order, in one query. */
export async function selectModels(
  db: Queryable,
  groupIds: readonly string[],
): Promise<Map<string, DeclaredModel[]>> {
  const { rows } = await db.query<DeclarationRow>(
    `SELECT m.group_id AS "groupId", m.slug, l.kind, l.type, l.unit, l.threshold
     FROM group_models m LEFT JOIN group_limits l USING (group_id, slug)
     WHERE m.group_id = ANY($1)
     ORDER BY m.group_id, m.position, l.type DESC, l.unit`,
    [groupIds],
  );
  const models = new Map<string, DeclaredModel[]>();
  for (const row of rows) addDeclaration(models, row);
  return models;
}

function addDeclaration(models: Map<string, DeclaredModel[]>, row: DeclarationRow): void {
  let declared = models.get(row.groupId);
  if (!declared) {
    declared = [];
    models.set(row.groupId, declared);
  }
  let model = declared.at(-1);
  if (model?.slug !== row.slug) {
    model = { slug: row.slug, rate_limits: [], usage_limits: [] };
    declared.push(model);
  }
  const { kind, type, unit, threshold } = row;
  if (kind === "rate" && isOneOf(rateUnits, unit))
    model.rate_limits.push({ type, unit, threshold });
  if (kind === "usage" && isOneOf(usageUnits, unit)) {
    model.usage_limits.push({ type, unit, threshold });
  }
}

function isOneOf<Unit extends LimitUnit>(units: readonly Unit[], unit: LimitUnit): unit is Unit {
  return units.some((known) => known === unit);
}

export async function insertModels(
  tx: Queryable,
  groupId: string,
  models: readonly DeclaredModel[],
): Promise<void> {
  if (models.length === 0) return;
  await tx.query(
    `INSERT INTO group_models (group_id, slug, position)
     SELECT $1, slug, position FROM unnest($2::text[]) WITH ORDINALITY AS model (slug, position)`,
    [groupId, models.map((model) => model.slug)],
  );
  const limits = flattenLimits(models);
  if (limits.length === 0) return;
  await tx.query(
    `INSERT INTO group_limits (group_id, slug, kind, type, unit, threshold)
     SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])`,
    [groupId, ...columnsOf(limits)],
  );
}

/** Set semantics: what is not in `models` is gone afterwards. */
export async function replaceModels(
  tx: Queryable,
  groupId: string,
  models: readonly DeclaredModel[],
): Promise<void> {
  // Their limits go with them (ON DELETE CASCADE).
  await tx.query("DELETE FROM group_models WHERE group_id = $1", [groupId]);
  await insertModels(tx, groupId, models);
}

export interface DescendantLimit extends FlatLimit {
  groupId: string;
  externalEntityId: string;
}

/** Limits declared below the group that exceed one of `limits` for the same tuple; the ten highest. */
export async function selectDescendantLimitsAbove(
  tx: Queryable,
  groupId: string,
  limits: readonly FlatLimit[],
): Promise<DescendantLimit[]> {
  const { rows } = await tx.query<DescendantLimit>(
    `SELECT l.group_id AS "groupId", g.external_entity_id AS "externalEntityId",
       l.slug, l.kind, l.type, l.unit, l.threshold
     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
       AS ceiling (slug, kind, type, unit, threshold)
     JOIN group_limits l ON l.slug = ceiling.slug AND l.kind = ceiling.kind
       AND l.type = ceiling.type AND l.unit = ceiling.unit AND l.threshold > ceiling.threshold
     JOIN groups g ON g.id = l.group_id
     WHERE g.path @> ARRAY[$1::text] AND g.id <> $1 AND g.deleted_at IS NULL
     ORDER BY l.threshold DESC, g.seq LIMIT 10`,
    [groupId, ...columnsOf(limits)],
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
