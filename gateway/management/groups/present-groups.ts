import type { Group } from "../../contracts/group";
import type { DeclaredModel } from "../../contracts/limit";
import { selectModels } from "../../limits/declared-models-store";
import { type DeclaringGroup, resolveEffectiveModels } from "../../limits/resolve-limits";
import type { Queryable } from "../../platform/db/database";
import { countChildren, type GroupRow, selectGroupNames } from "./group-store";
import { nameGroups } from "./name-groups";

export type GroupInclude = readonly ("child_count" | "ancestors")[];

/**
 * Rows as the API answers them, effective limits resolved. At most three queries for any number of
 * rows: declarations of them and their ancestors, then what `include` asks for.
 */
export async function presentGroups(
  db: Queryable,
  rows: readonly GroupRow[],
  include: GroupInclude = [],
): Promise<Group[]> {
  const ids = rows.map((row) => row.id);
  const models = await selectModels(db, [...new Set(rows.flatMap((row) => row.path))]);
  const groups = rows.map((row) => presentGroup(row, models));
  if (include.includes("child_count")) {
    const children = await countChildren(db, ids);
    for (const group of groups) group.child_count = children.get(group.id) ?? 0;
  }
  if (include.includes("ancestors")) await addAncestors(db, rows, groups);
  return groups;
}

export async function presentOneGroup(
  db: Queryable,
  row: GroupRow,
  include: GroupInclude = [],
): Promise<Group> {
  const [group] = await presentGroups(db, [row], include);
  if (!group) throw new Error("one row was presented as no group");
  return group;
}

/** The declarations on a group's path, root first, the group itself last. */
export function declaringPath(
  path: readonly string[],
  models: ReadonlyMap<string, DeclaredModel[]>,
): DeclaringGroup[] {
  return path.map((id) => ({ id, models: models.get(id) ?? [] }));
}

/** `models`: of every group on the row's path. */
export function presentGroup(row: GroupRow, models: ReadonlyMap<string, DeclaredModel[]>): Group {
  return {
    id: row.id,
    metadata: { name: row.name, external_entity_id: row.externalEntityId },
    models: models.get(row.id) ?? [],
    effective_models: resolveEffectiveModels(declaringPath(row.path, models), row.limitEnforcement),
    hierarchy: { limit_enforcement: row.limitEnforcement, parent_group_id: row.parentId },
    created_at: row.createdAt.toISOString(),
  };
}

async function addAncestors(
  db: Queryable,
  rows: readonly GroupRow[],
  groups: readonly Group[],
): Promise<void> {
  const above = rows.map((row) => row.path.slice(0, -1));
  const names = await selectGroupNames(db, above.flat());
  for (const [index, group] of groups.entries()) {
    group.ancestors = nameGroups(above[index] ?? [], names);
  }
}

/**
 * What a group's entity tag covers: what is declared on it. What it inherits, what is below it and
 * what `include` adds may change without a conflict.
 */
export function groupState(group: Group): readonly unknown[] {
  const { id, metadata, models, hierarchy, created_at } = group;
  return [id, metadata.external_entity_id, metadata.name, hierarchy, created_at, models];
}
