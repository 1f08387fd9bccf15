import { type KeyboardEvent, useRef } from "react";
import { keyRows, type TreeItem } from "./tree-items";
import { treeMove, typeAhead } from "./tree-keys";

export interface TreeKeyboard {
  items: readonly TreeItem[];
  /** Index of the row that has the focus, or would get it. */
  current: number;
  onFocus(id: string): void;
  onExpand(ids: string[]): void;
  onCollapse(id: string): void;
  onOpen(id: string): void;
}

const typeAheadMs = 700;

/** Turns keys into moves: arrows, Home, End, Enter, *, and type-ahead. */
export function useTreeKeyboard(tree: TreeKeyboard): (event: KeyboardEvent) => void {
  const typed = useRef({ text: "", atMs: 0 });
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = keyRows(tree.items);
    const nowMs = event.timeStamp;
    const isTyping = typed.current.text !== "" && nowMs - typed.current.atMs < typeAheadMs;
    const move = isTyping && event.key === " " ? null : treeMove(rows, tree.current, event.key);
    if (move) {
      event.preventDefault();
      if (move.move === "focus") tree.onFocus(move.id);
      else if (move.move === "expand") tree.onExpand(move.ids);
      else if (move.move === "collapse") tree.onCollapse(move.id);
      else tree.onOpen(move.id);
      return;
    }
    if (event.key.length !== 1 || (event.key === " " && !isTyping) || event.key === "*") return;
    event.preventDefault();
    typed.current = { text: (isTyping ? typed.current.text : "") + event.key, atMs: nowMs };
    const target = typeAhead(rows, tree.current, typed.current.text);
    if (target) tree.onFocus(target);
  };
}
