"use client";

import { buildProxiedInstance, syncDataLoaderFeature } from "@headless-tree/core";
import { useTree } from "@headless-tree/react";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, useEffect, useRef } from "react";
import { rootId } from "./group-tree-store";
import type { RowHeadroom } from "./row-headroom";
import { findIndexOf, formatLabel, isExpandable } from "./tree-items";
import { foundRowHeight, RestRow, rowHeight, TreeRow } from "./tree-row";
import type { TreeLine, TreeStructure } from "./tree-structure";
import { useTreeKeyboard } from "./use-tree-keyboard";

export interface GroupTreeProps {
  structure: TreeStructure;
  /** Changes whenever `structure` answers differently. */
  version: number | string;
  isFlat?: boolean;
  expandedIds: string[];
  selectedId: string | null;
  /** Row to bring into view when it changes. */
  revealId: string | null;
  /** Of each group; null where the server does not tell. */
  findHeadroom: ((groupId: string) => RowHeadroom) | null;
  onExpand(ids: string[]): void;
  onCollapse(id: string): void;
  onOpen(id: string): void;
  onReadMore(parentId: string): void;
}

/** Rows drawn before the browser has measured: enough for a tall screen. */
const firstPaint = { width: 320, height: 960 };

/** The tree "Groups": virtual rows, one tab stop, keyboard and type-ahead as WAI-ARIA asks. */
export function GroupTree({
  structure,
  version,
  isFlat = false,
  expandedIds,
  selectedId,
  revealId,
  findHeadroom,
  onExpand,
  onCollapse,
  onOpen,
  onReadMore,
}: GroupTreeProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const tree = useTree<TreeLine>({
    rootItemId: rootId,
    features: [syncDataLoaderFeature],
    // Items made when touched: 100,000 roots cost a fifth of the time and half of the memory.
    instanceBuilder: buildProxiedInstance,
    dataLoader: { getItem: structure.line, getChildren: structure.childIds },
    getItemName: (item) => formatLabel(item.getItemData()),
    isItemFolder: (item) => isExpandable(item.getItemData()),
    state: { expandedItems: expandedIds },
    scrollToItem: (item) => virtualizer.scrollToIndex(item.getItemMeta().index),
  });
  const built = useRef<number | string | null>(null);
  if (built.current !== version) {
    built.current = version;
    tree.scheduleRebuildTree();
  }
  const items = tree.getItems();

  const focusedId = tree.getState().focusedItem;
  const tabStop = findIndexOf(tree, focusedId) ?? findIndexOf(tree, selectedId) ?? 0;
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isFlat ? foundRowHeight : rowHeight),
    initialRect: firstPaint,
    overscan: 10,
    paddingStart: 4,
    paddingEnd: 8,
    scrollPaddingEnd: 8,
    // The tab stop stays in the document, wherever the tree is scrolled to.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range);
      return visible.includes(tabStop) || items.length === 0
        ? visible
        : [...visible, tabStop].sort((a, b) => a - b);
    },
  });
  const drawn = virtualizer.getVirtualItems();

  const unread = drawn
    .map(({ index }) => items[index]?.getItemData())
    .find((line) => line?.kind === "rest" && !line.isFailed);
  const unreadParent = unread?.kind === "rest" ? unread.parentId : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again after each page, hence `version`
  useEffect(() => {
    if (unreadParent !== null) onReadMore(unreadParent);
  }, [unreadParent, version]);

  const revealIndex = findIndexOf(tree, revealId);
  const revealed = useRef<string | null>(null);
  useEffect(() => {
    if (revealIndex === null || revealed.current === revealId) return;
    // After the frame in which the scroller was measured.
    const frame = requestAnimationFrame(() => {
      revealed.current = revealId;
      virtualizer.scrollToIndex(revealIndex, { align: "auto" });
    });
    return () => cancelAnimationFrame(frame);
  }, [revealIndex, revealId, virtualizer]);

  const onKeyDown = useTreeKeyboard({
    items,
    current: tabStop,
    onFocus(id) {
      tree.getItemInstance(id).setFocused();
      tree.updateDomFocus();
    },
    onExpand,
    onCollapse,
    onOpen,
  });

  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden px-2 [contain:strict]"
    >
      <div
        role="tree"
        aria-label="Groups"
        onKeyDown={onKeyDown}
        className="relative"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {drawn.map(({ index, start, size }) => {
          const item = items[index];
          if (!item) return null;
          const line = item.getItemData();
          const key = item.getId();
          const { level, parentId, posInSet } = item.getItemMeta();
          const style = {
            position: "absolute",
            top: start,
            left: 0,
            right: 0,
            height: size,
          } as const;
          if (line.kind === "rest") {
            return (
              <div key={key} role="presentation" style={style}>
                <RestRow
                  level={level}
                  isFailed={line.isFailed}
                  onRetry={() => onReadMore(line.parentId)}
                />
              </div>
            );
          }
          const { id } = line.node;
          const isExpanded = item.isExpanded();
          const toggle = () => (isExpanded ? onCollapse(id) : onExpand([id]));
          return (
            <TreeRow
              key={key}
              ref={item.registerElement}
              role="treeitem"
              aria-level={level + 1}
              aria-setsize={structure.setSize(parentId) ?? -1}
              aria-posinset={posInSet + 1}
              aria-expanded={isExpandable(line) ? isExpanded : undefined}
              aria-selected={id === selectedId}
              tabIndex={index === tabStop ? 0 : -1}
              data-id={id}
              style={style}
              line={line}
              level={isFlat ? 0 : level}
              isExpandable={isExpandable(line)}
              isExpanded={isExpanded}
              isSelected={id === selectedId}
              headroom={findHeadroom?.(id) ?? null}
              onToggle={toggle}
              onOpen={onOpen}
              onFocus={() => item.setFocused()}
              onClick={(event: MouseEvent) => {
                if (event.metaKey || event.ctrlKey) return;
                onOpen(id);
              }}
              onDoubleClick={isExpandable(line) ? toggle : undefined}
            />
          );
        })}
      </div>
    </div>
  );
}
