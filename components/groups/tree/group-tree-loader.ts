import { foldText } from "@/gateway/contracts/fold-text";
import type { GroupNode, NodePage } from "./group-node";
import { type GroupTreeStore, rootId } from "./group-tree-store";

export interface TreeSource {
  children(parentId: string, cursor: string | null): Promise<NodePage>;
  wayDown(groupId: string): Promise<GroupNode[]>;
  wholePage(cursor: string | null, signal: AbortSignal): Promise<NodePage>;
}

/** Reads the first page of children, unless that was done or is under way. Never throws. */
export async function readFirstPage(
  store: GroupTreeStore,
  source: TreeSource,
  parentId: string,
): Promise<void> {
  if (store.list(parentId).status === "unread") await readPage(store, source, parentId);
}

/** Reads the next page, or tries a failed one again. Never throws. */
export async function readNextPage(
  store: GroupTreeStore,
  source: TreeSource,
  parentId: string,
): Promise<void> {
  const { status } = store.list(parentId);
  if (status === "more" || status === "failed") await readPage(store, source, parentId);
}

async function readPage(store: GroupTreeStore, source: TreeSource, parentId: string) {
  const { cursor } = store.list(parentId);
  store.startReading(parentId);
  try {
    store.addPage(parentId, await source.children(parentId, cursor));
  } catch {
    store.failReading(parentId);
  }
}

/** The ids above a group, root first, known to the store; undefined while its way is unknown. */
export function idsAbove(store: GroupTreeStore, groupId: string): string[] | undefined {
  const above: string[] = [];
  let node = store.node(groupId);
  if (!node) return undefined;
  while (node?.parentId) {
    above.unshift(node.parentId);
    node = store.node(node.parentId);
    if (!node) return undefined;
  }
  return above;
}

/**
 * Makes a group a row of the tree and answers what to expand for it to be seen.
 * null when the server does not know it, or not to this member.
 */
export async function findWay(
  store: GroupTreeStore,
  source: TreeSource,
  groupId: string,
): Promise<string[] | null> {
  const known = idsAbove(store, groupId);
  if (known) return known;
  try {
    const way = await source.wayDown(groupId);
    store.pin(way);
    return way.slice(0, -1).map((node) => node.id);
  } catch {
    return null;
  }
}

/**
 * Pages through the whole list of a server without children filters; usable from the first page.
 * @returns false when a page could not be read: what came before stays, call it again to go on
 */
export async function readWhole(
  store: GroupTreeStore,
  source: TreeSource,
  signal: AbortSignal,
  from: { cursor: string | null },
): Promise<boolean> {
  store.startReading(rootId);
  try {
    do {
      const page = await source.wholePage(from.cursor, signal);
      if (signal.aborted) return false;
      store.addWhole(page);
      from.cursor = page.cursor;
    } while (from.cursor !== null);
  } catch {
    if (!signal.aborted) store.failReading(rootId);
    return false;
  }
  store.completeWhole();
  return true;
}

/** Search in what was loaded: name, external id (parts), or the whole id. In list order. */
export function searchLoaded(store: GroupTreeStore, text: string, max: number): GroupNode[] {
  const wanted = foldText(text);
  const found: GroupNode[] = [];
  for (const node of store.nodes()) {
    const matches =
      foldText(node.label).includes(wanted) ||
      foldText(node.externalId).includes(wanted) ||
      node.id.toLowerCase() === wanted;
    if (matches) found.push(node);
    if (found.length === max) break;
  }
  return found;
}
