import type { KeyRow, KeyRows } from "./tree-keys";
import type { TreeLine } from "./tree-structure";

/** What the rows need of the tree library's item. */
export interface TreeItem {
  getId(): string;
  getItemData(): TreeLine;
  getItemMeta(): { level: number; index: number };
  isExpanded(): boolean;
}

/** Where a group's row is; null when it has none. Without looking at any other row. */
export function findIndexOf(
  tree: { getItemInstance(id: string): TreeItem },
  id: string | null,
): number | null {
  if (id === null) return null;
  const { index } = tree.getItemInstance(id).getItemMeta();
  return index < 0 ? null : index;
}

/** The rows as the keyboard sees them, made when asked for: there may be 100,000. */
export function keyRows(items: readonly TreeItem[]): KeyRows {
  return {
    length: items.length,
    get(index) {
      const item = items[index];
      return item ? keyRow(item) : null;
    },
  };
}

function keyRow(item: TreeItem): KeyRow | null {
  const line = item.getItemData();
  if (line.kind === "rest") return null;
  return {
    id: line.node.id,
    level: item.getItemMeta().level,
    label: line.node.label,
    isExpandable: isExpandable(line),
    isExpanded: item.isExpanded(),
  };
}

export function formatLabel(line: TreeLine): string {
  return line.kind === "group" ? line.node.label : line.label;
}

export function isExpandable(line: TreeLine): boolean {
  return line.kind === "group" && line.childCount !== 0;
}
