import type { DeclaredModel } from "../../contracts/limit";
import { type FlatLimit, flattenLimits } from "../../limits/resolve-limits";
import type { Queryable } from "../../platform/db/database";

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
    [group.id, group.rootId, ...toColumns(limits)],
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
    [group.id, group.rootId, ...toColumns(limits)],
  );
  return rows;
}

function toColumns(
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
