import type { Group } from "@/gateway/contracts/group";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { type DeclaringGroup, resolveEffectiveModels } from "@/gateway/limits/resolve-limits";
import { limitChanges } from "./limit-changes";

export interface Affected {
  id: string;
  name: string;
}

/**
 * Which groups below get other effective limits when the last group of `path` (root first) declares
 * `models`. `below` holds its whole subtree without itself, in any order.
 */
export function affectedDescendants(
  path: readonly DeclaringGroup[],
  models: DeclaredModel[],
  enforcement: Group["hierarchy"]["limit_enforcement"],
  below: readonly Group[],
): Affected[] {
  const self = path.at(-1);
  if (!self) return [];
  const byId = new Map(below.map((group) => [group.id, group]));
  const changed = { id: self.id, models };
  return below.flatMap((group) => {
    const tail = pathBelow(group, self.id, byId);
    if (!tail) return [];
    const before = resolveEffectiveModels([...path, ...tail], enforcement);
    const after = resolveEffectiveModels([...path.slice(0, -1), changed, ...tail], enforcement);
    if (limitChanges(before, after).length === 0) return [];
    return [{ id: group.id, name: group.metadata.name || group.metadata.external_entity_id }];
  });
}

/** From just below `ancestorId` down to `group`; null when it does not hang below it. */
function pathBelow(
  group: Group,
  ancestorId: string,
  byId: ReadonlyMap<string, Group>,
): Group[] | null {
  const path: Group[] = [];
  let current: Group | undefined = group;
  while (current && path.length < 5) {
    path.unshift(current);
    const parentId: string | null | undefined = current.hierarchy.parent_group_id;
    if (parentId === ancestorId) return path;
    current = parentId ? byId.get(parentId) : undefined;
  }
  return null;
}
