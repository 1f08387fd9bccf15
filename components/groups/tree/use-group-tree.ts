"use client";

import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { fetchChildren, fetchWayDown, fetchWholePage } from "../queries";
import type { NodePage } from "./group-node";
import {
  findWay,
  idsAbove,
  readFirstPage,
  readNextPage,
  readWhole,
  type TreeSource,
} from "./group-tree-loader";
import { GroupTreeStore, rootId } from "./group-tree-store";

const source: TreeSource = {
  children: fetchChildren,
  wayDown: fetchWayDown,
  wholePage: fetchWholePage,
};

export interface GroupTreeState {
  store: GroupTreeStore;
  version: number;
  expandedIds: string[];
  /** The selected group, once its row is in the tree. */
  revealId: string | null;
  expand(ids: string[]): void;
  collapse(id: string): void;
  readMore(parentId: string): void;
}

/**
 * The browser's tree of groups: reads children when they are first seen, or, where the server has
 * no children filter (`isWhole`), pages through the whole list; opens the way to `selectedId`.
 */
export function useGroupTree(
  first: NodePage | null,
  isWhole: boolean,
  selectedId: string | null,
): GroupTreeState {
  const [store] = useState(() => filledStore(first, isWhole));
  const version = useSyncExternalStore(store.subscribe, store.version, store.version);
  const [expandedIds, setExpandedIds] = useState<string[]>([]);
  const [revealId, setRevealId] = useState<string | null>(null);
  const wholeFrom = useRef({ cursor: first?.cursor ?? null });
  const [attempt, setAttempt] = useState(0);

  const expand = (ids: string[]) => {
    setExpandedIds((open) => [...open, ...ids.filter((id) => !open.includes(id))]);
    if (!isWhole) for (const id of ids) void readFirstPage(store, source, id);
  };
  const readMore = (parentId: string) => {
    if (isWhole) {
      // What is being read goes on by itself: beginning anew would end it, again and again.
      if (store.list(rootId).status === "failed") setAttempt((count) => count + 1);
      return;
    }
    void readFirstPage(store, source, parentId);
    void readNextPage(store, source, parentId);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` = try again where it stopped
  useEffect(() => {
    if (!isWhole || store.list(rootId).status === "complete") return;
    const stop = new AbortController();
    void readWhole(store, source, stop.signal, wholeFrom.current);
    return () => stop.abort();
  }, [isWhole, store, attempt]);

  const isKnown = selectedId !== null && store.node(selectedId) !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `isKnown`: a whole list brings it later
  useEffect(() => {
    if (selectedId === null) return;
    let isCurrent = true;
    const way = isWhole
      ? Promise.resolve(idsAbove(store, selectedId) ?? null)
      : findWay(store, source, selectedId);
    void way.then((above) => {
      if (!isCurrent || !above) return;
      expand(above);
      setRevealId(selectedId);
    });
    return () => {
      isCurrent = false;
    };
  }, [selectedId, isWhole && isKnown, store]);

  return {
    store,
    version,
    expandedIds,
    revealId,
    expand,
    collapse: (id) => setExpandedIds((open) => open.filter((other) => other !== id)),
    readMore,
  };
}

function filledStore(first: NodePage | null, isWhole: boolean): GroupTreeStore {
  const store = new GroupTreeStore({ isWhole });
  if (!first) return store;
  if (isWhole) store.addWhole(first);
  else store.addPage(rootId, first);
  if (isWhole && first.cursor === null) store.completeWhole();
  return store;
}
