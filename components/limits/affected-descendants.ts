import type { Group } from "@/gateway/contracts/group";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import {
  type DeclaringGroup,
  findLimitViolations,
  type LimitViolation,
  resolveEffectiveModels,
} from "@/gateway/limits/resolve-limits";
import { limitChanges } from "./limit-changes";

export interface Affected {
  id: string;
  name: string;
}

export interface ViolationBelow extends LimitViolation {
  childGroupId: string;
  childName: string;
}

/**
 * Which groups below get other effective limits when the last group of `path` (root first) declares
 * `models`, and which of their limits would then exceed it (cascading).
 * `below` holds the whole subtree without that group, in any order.
 */
export function affectedDescendants(
  path: readonly DeclaringGroup[],
  models: DeclaredModel[],
  enforcement: Group["hierarchy"]["limit_enforcement"],
  below: readonly Group[],
): { affected: Affected[]; violations: ViolationBelow[] } {
  const self = path.at(-1);
  if (!self) return { affected: [], violations: [] };
  const byId = new Map(below.map((group) => [group.id, group]));
  const changed = { id: self.id, models };
  const affected: Affected[] = [];
  const violations: ViolationBelow[] = [];
  for (const group of below) {
    const tail = pathBelow(group, self.id, byId);
    if (!tail) continue;
    const before = resolveEffectiveModels([...path, ...tail], enforcement);
    const after = resolveEffectiveModels([...path.slice(0, -1), changed, ...tail], enforcement);
    const name = group.metadata.name || group.metadata.external_entity_id;
    if (limitChanges(before, after).length > 0) affected.push({ id: group.id, name });
    if (enforcement !== "CASCADING") continue;
    for (const violation of findLimitViolations(group.models, [changed])) {
      violations.push({ ...violation, childGroupId: group.id, childName: name });
    }
  }
  return { affected, violations };
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
