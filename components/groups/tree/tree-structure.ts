import type { GroupNode } from "./group-node";
import { type GroupTreeStore, rootId } from "./group-tree-store";

/** What one line of the tree shows. */
export type TreeLine =
  | { kind: "group"; node: GroupNode; childCount: number | null; above: string[] | null }
  /** Children that were not read yet, or could not be. */
  | { kind: "rest"; parentId: string; label: string; isFailed: boolean };

/** What the tree view draws: the lazily read tree, or a flat list of search results. */
export interface TreeStructure {
  childIds(parentId: string): string[];
  line(id: string): TreeLine;
  /** null = not known yet. */
  setSize(parentId: string): number | null;
}

const restMark = "rest ";

export function treeStructure(store: GroupTreeStore, isWhole: boolean): TreeStructure {
  return {
    childIds(parentId) {
      const { ids, pinned, status } = store.list(parentId);
      const hasRest = isWhole ? status !== "complete" && ids.length === 0 : status !== "complete";
      return hasRest ? [...ids, `${restMark}${parentId}`, ...pinned] : store.childIds(parentId);
    },
    line(id) {
      if (id.startsWith(restMark)) {
        const parentId = id.slice(restMark.length);
        const isFailed = store.list(parentId).status === "failed";
        return { kind: "rest", parentId, label: "", isFailed };
      }
      const node = store.node(id);
      if (!node) return { kind: "rest", parentId: rootId, label: "", isFailed: false };
      return { kind: "group", node, childCount: store.childCount(id), above: null };
    },
    setSize(parentId) {
      if (store.list(parentId).status === "complete") return store.childIds(parentId).length;
      return parentId === rootId ? null : store.childCount(parentId);
    },
  };
}

/** Search results: one level, nothing to expand. */
export function flatStructure(found: readonly (GroupNode & { above: string[] })[]): TreeStructure {
  const byId = new Map(found.map((node) => [node.id, node]));
  return {
    childIds: (parentId) => (parentId === rootId ? found.map((node) => node.id) : []),
    line(id) {
      const node = byId.get(id);
      if (!node) return { kind: "rest", parentId: rootId, label: "", isFailed: false };
      return { kind: "group", node, childCount: 0, above: node.above };
    },
    setSize: () => found.length,
  };
}
