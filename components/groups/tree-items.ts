import type { KeyRow } from "./tree-keys";
import type { TreeLine } from "./tree-structure";

/** What the rows need of a tree library's item. */
export interface TreeItem {
  getId(): string;
  getItemData(): TreeLine;
  getItemMeta(): { level: number };
  isExpanded(): boolean;
}

export function indexOf(items: readonly TreeItem[], id: string | null): number | null {
  if (id === null) return null;
  const index = items.findIndex((item) => item.getId() === id);
  return index < 0 ? null : index;
}

export function keyRows(items: readonly TreeItem[]): KeyRow[] {
  return items.flatMap((item) => {
    const line = item.getItemData();
    if (line.kind === "rest") return [];
    return [
      {
        id: line.node.id,
        level: item.getItemMeta().level,
        label: line.node.label,
        isExpandable: isExpandable(line),
        isExpanded: item.isExpanded(),
      },
    ];
  });
}

export function labelOf(line: TreeLine): string {
  return line.kind === "group" ? line.node.label : line.label;
}

export function isExpandable(line: TreeLine): boolean {
  return line.kind === "group" && line.childCount !== 0;
}
