import type { Group } from "../../contracts/group";

/**
 * What a group's entity tag covers: what is declared on it. What it inherits, what is below it and
 * what `include` adds may change without a conflict.
 */
export function groupState(group: Group): readonly unknown[] {
  const { id, metadata, models, hierarchy, created_at } = group;
  return [id, metadata.external_entity_id, metadata.name, hierarchy, created_at, models];
}
