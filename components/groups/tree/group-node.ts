import type { Group, LimitEnforcement } from "@/gateway/contracts/group";

/** One row of the tree: what the browser gets of a group. */
export interface GroupNode {
  id: string;
  /** The name, or the external id where there is none. */
  label: string;
  externalId: string;
  enforcement: LimitEnforcement;
  /** null = a root, as far as the member sees. */
  parentId: string | null;
  /** null = not known: it may have children. */
  childCount: number | null;
}

export interface NodePage {
  items: GroupNode[];
  /** null = the last page. */
  cursor: string | null;
}

/** A search result: `above` names the way down to it, root first. */
export interface FoundGroup extends GroupNode {
  above: string[];
}

export function toNode(group: Group): GroupNode {
  return {
    id: group.id,
    label: group.metadata.name || group.metadata.external_entity_id,
    externalId: group.metadata.external_entity_id,
    enforcement: group.hierarchy.limit_enforcement,
    parentId: group.hierarchy.parent_group_id ?? null,
    childCount: group.child_count ?? null,
  };
}
