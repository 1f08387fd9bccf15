import type { GroupNode, NodePage } from "./group-node";

/** Where the roots hang. */
export const rootId = "root";

export interface ChildList {
  /** In creation order, as far as read. */
  ids: string[];
  /** Shown although their page was not read yet: the way to a group opened by its address. */
  pinned: string[];
  /** Where the next page starts. */
  cursor: string | null;
  status: "unread" | "reading" | "more" | "complete" | "failed";
}

/**
 * The groups that the browser knows, and the children of each as far as they were read. Changes
 * bump `version`, which is what views subscribe to.
 */
export class GroupTreeStore {
  readonly #nodes = new Map<string, GroupNode>();
  readonly #lists = new Map<string, ChildList>();
  readonly #listeners = new Set<() => void>();
  readonly #isWhole: boolean;
  #version = 0;

  /** `isWhole`: filled from the whole list, so a group's children are counted, not told. */
  constructor({ isWhole }: { isWhole: boolean }) {
    this.#isWhole = isWhole;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly version = (): number => this.#version;

  get size(): number {
    return this.#nodes.size;
  }

  node(id: string): GroupNode | undefined {
    return this.#nodes.get(id);
  }

  nodes(): Iterable<GroupNode> {
    return this.#nodes.values();
  }

  list(parentId: string): ChildList {
    return this.#lists.get(parentId) ?? { ids: [], pinned: [], cursor: null, status: "unread" };
  }

  childIds(parentId: string): string[] {
    const { ids, pinned } = this.list(parentId);
    return pinned.length > 0 ? [...ids, ...pinned] : ids;
  }

  /** How many children a group has, null where that is not known. */
  childCount(id: string): number | null {
    const list = this.#lists.get(id);
    if (this.#isWhole || list?.status === "complete") {
      return (list?.ids.length ?? 0) + (list?.pinned.length ?? 0);
    }
    return this.#nodes.get(id)?.childCount ?? null;
  }

  startReading(parentId: string): void {
    this.#setList(parentId, { ...this.list(parentId), status: "reading" });
    this.#changed();
  }

  failReading(parentId: string): void {
    this.#setList(parentId, { ...this.list(parentId), status: "failed" });
    this.#changed();
  }

  addPage(parentId: string, page: NodePage): void {
    const list = this.list(parentId);
    const known = new Set(list.ids);
    const fresh = page.items.filter((node) => !known.has(node.id)).map((node) => node.id);
    const arrived = new Set(fresh);
    for (const node of page.items) this.#nodes.set(node.id, node);
    this.#setList(parentId, {
      ids: [...list.ids, ...fresh],
      pinned: list.pinned.filter((id) => !arrived.has(id)),
      cursor: page.cursor,
      status: page.cursor === null ? "complete" : "more",
    });
    this.#changed();
  }

  /** A page of the whole list: each node goes below its own parent. */
  addWhole(page: NodePage): void {
    const touched = new Map<string, string[]>();
    for (const node of page.items) {
      if (!this.#nodes.has(node.id)) {
        const parentId = node.parentId ?? rootId;
        const siblings = touched.get(parentId) ?? [];
        siblings.push(node.id);
        touched.set(parentId, siblings);
      }
      this.#nodes.set(node.id, node);
    }
    for (const [parentId, ids] of touched) {
      const list = this.list(parentId);
      const arrived = new Set(ids);
      this.#setList(parentId, {
        ids: [...list.ids, ...ids],
        pinned: list.pinned.filter((id) => !arrived.has(id)),
        cursor: null,
        status: "more",
      });
    }
    this.#changed();
  }

  /** The whole list was read: what has no children now, has none. */
  completeWhole(): void {
    for (const id of [rootId, ...this.#nodes.keys()]) {
      this.#setList(id, { ...this.list(id), status: "complete" });
    }
    this.#changed();
  }

  /** Shows the way to a group whose page was not read yet, root first. */
  pin(way: readonly GroupNode[]): void {
    for (const node of way) {
      const parentId = node.parentId ?? rootId;
      const list = this.list(parentId);
      const known = this.#nodes.get(node.id);
      this.#nodes.set(node.id, {
        ...node,
        childCount: node.childCount ?? known?.childCount ?? null,
      });
      if (!list.ids.includes(node.id) && !list.pinned.includes(node.id)) {
        this.#setList(parentId, { ...list, pinned: [...list.pinned, node.id] });
      }
    }
    this.#changed();
  }

  /** A group that was just created: the last of its siblings. */
  insert(node: GroupNode): void {
    const parentId = node.parentId ?? rootId;
    const parent = this.#nodes.get(parentId);
    if (parent && parent.childCount !== null) {
      this.#nodes.set(parentId, { ...parent, childCount: parent.childCount + 1 });
    }
    const list = this.list(parentId);
    this.#nodes.set(node.id, node);
    if (list.status === "complete") {
      this.#setList(parentId, { ...list, ids: [...list.ids, node.id] });
    } else {
      this.#setList(parentId, { ...list, pinned: [...list.pinned, node.id] });
    }
    this.#changed();
  }

  rename(id: string, label: string): void {
    const node = this.#nodes.get(id);
    if (!node) return;
    this.#nodes.set(id, { ...node, label });
    this.#changed();
  }

  /** With everything below it. */
  remove(id: string): void {
    const node = this.#nodes.get(id);
    if (!node) return;
    const parentId = node.parentId ?? rootId;
    const list = this.list(parentId);
    const others = (ids: string[]) => ids.filter((other) => other !== id);
    this.#setList(parentId, { ...list, ids: others(list.ids), pinned: others(list.pinned) });
    const parent = this.#nodes.get(parentId);
    if (parent?.childCount) {
      this.#nodes.set(parentId, { ...parent, childCount: parent.childCount - 1 });
    }
    this.#forget(id);
    this.#changed();
  }

  #forget(id: string): void {
    for (const childId of this.childIds(id)) this.#forget(childId);
    this.#lists.delete(id);
    this.#nodes.delete(id);
  }

  #setList(parentId: string, list: ChildList): void {
    this.#lists.set(parentId, list);
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
