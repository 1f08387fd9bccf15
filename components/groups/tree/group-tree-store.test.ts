import { describe, expect, test, vi } from "vitest";
import type { GroupNode } from "./group-node";
import {
  findWay,
  idsAbove,
  readFirstPage,
  readNextPage,
  readWhole,
  searchLoaded,
  type TreeSource,
} from "./group-tree-loader";
import { GroupTreeStore, rootId } from "./group-tree-store";
import { treeStructure } from "./tree-structure";

const node = (
  id: string,
  parentId: string | null = null,
  childCount: number | null = 0,
): GroupNode => ({
  id,
  label: `Name of ${id}`,
  externalId: `ext_${id}`,
  enforcement: "INDEPENDENT",
  parentId,
  childCount,
});
const nothing: TreeSource = {
  children: () => Promise.reject(new Error("not asked for")),
  wayDown: () => Promise.reject(new Error("not asked for")),
  wholePage: () => Promise.reject(new Error("not asked for")),
};
const lazy = () => new GroupTreeStore({ isWhole: false });

describe("a tree read page by page", () => {
  test("children come in order, page after page, and none twice", async () => {
    const store = lazy();
    const children = vi
      .fn<TreeSource["children"]>()
      .mockResolvedValueOnce({ items: [node("a"), node("b")], cursor: "2" })
      .mockResolvedValueOnce({ items: [node("b"), node("c")], cursor: null });
    const source = { ...nothing, children };
    await readFirstPage(store, source, rootId);
    expect(treeStructure(store, false).childIds(rootId)).toEqual(["a", "b", "rest root"]);
    await readNextPage(store, source, rootId);
    expect(treeStructure(store, false).childIds(rootId)).toEqual(["a", "b", "c"]);
    expect(children.mock.calls).toEqual([
      [rootId, null],
      [rootId, "2"],
    ]);
    await readFirstPage(store, source, rootId);
    await readNextPage(store, source, rootId);
    expect(children).toHaveBeenCalledTimes(2);
  });

  test("a page that fails is said to, and is asked for again from where it stopped", async () => {
    const store = lazy();
    const children = vi
      .fn<TreeSource["children"]>()
      .mockResolvedValueOnce({ items: [node("a")], cursor: "2" })
      .mockRejectedValueOnce(new Error("down"))
      .mockResolvedValueOnce({ items: [node("b")], cursor: null });
    const source = { ...nothing, children };
    await readFirstPage(store, source, rootId);
    await readNextPage(store, source, rootId);
    expect(store.list(rootId).status).toBe("failed");
    expect(store.childIds(rootId)).toEqual(["a"]);
    await readNextPage(store, source, rootId);
    expect(store.childIds(rootId)).toEqual(["a", "b"]);
  });

  test("a group opened by its address is in the tree before its page was read, and once after", async () => {
    const store = lazy();
    store.addPage(rootId, { items: [node("a", null, 2)], cursor: "2" });
    const way = [node("z", null, null), node("z1", "z")];
    const source = { ...nothing, wayDown: () => Promise.resolve(way) };
    expect(await findWay(store, source, "z1")).toEqual(["z"]);
    expect(treeStructure(store, false).childIds(rootId)).toEqual(["a", "rest root", "z"]);
    expect(treeStructure(store, false).childIds("z")).toEqual(["rest z", "z1"]);
    store.addPage(rootId, { items: [node("b"), node("z", null, 1)], cursor: null });
    expect(store.childIds(rootId)).toEqual(["a", "b", "z"]);
    expect(idsAbove(store, "z1")).toEqual(["z"]);
  });

  test("a group that the server does not show has no way", async () => {
    expect(await findWay(lazy(), nothing, "hidden")).toBeNull();
  });

  test("a new group is counted and shown, a deleted one is gone with all below", () => {
    const store = lazy();
    store.addPage(rootId, { items: [node("a", null, 1)], cursor: null });
    store.addPage("a", { items: [node("a1", "a")], cursor: null });
    store.insert(node("a2", "a"));
    expect(store.childIds("a")).toEqual(["a1", "a2"]);
    expect(store.childCount("a")).toBe(2);
    store.remove("a1");
    expect(store.childCount("a")).toBe(1);
    store.remove("a");
    expect(store.size).toBe(0);
    expect(store.childIds(rootId)).toEqual([]);
  });

  test("a name is changed where it is shown, and every change is told", () => {
    const store = lazy();
    store.addPage(rootId, { items: [node("a")], cursor: null });
    const told = vi.fn();
    const leave = store.subscribe(told);
    const before = store.version();
    store.rename("a", "Acme");
    expect(store.node("a")?.label).toBe("Acme");
    expect(store.version()).toBeGreaterThan(before);
    leave();
    store.rename("a", "Acme 2");
    expect(told).toHaveBeenCalledTimes(1);
  });
});

describe("a tree of a server without children filters", () => {
  const pages = [
    { items: [node("a", null, null), node("b", null, null)], cursor: "2" },
    { items: [node("a1", "a", null), node("c", null, null)], cursor: "3" },
    { items: [node("a2", "a", null), node("a11", "a1", null)], cursor: null },
  ];

  test("is put together from the whole list, and goes on where a failure stopped it", async () => {
    const store = new GroupTreeStore({ isWhole: true });
    const wholePage = vi
      .fn<TreeSource["wholePage"]>()
      .mockResolvedValueOnce(pages[0] ?? { items: [], cursor: null })
      .mockRejectedValueOnce(new Error("down"))
      .mockResolvedValueOnce(pages[1] ?? { items: [], cursor: null })
      .mockResolvedValueOnce(pages[2] ?? { items: [], cursor: null });
    const from = { cursor: null };
    const source = { ...nothing, wholePage };
    const { signal } = new AbortController();
    expect(await readWhole(store, source, signal, from)).toBe(false);
    expect(store.childIds(rootId)).toEqual(["a", "b"]);
    expect(await readWhole(store, source, signal, from)).toBe(true);
    expect(store.childIds(rootId)).toEqual(["a", "b", "c"]);
    expect(store.childIds("a")).toEqual(["a1", "a2"]);
    expect(store.childCount("a")).toBe(2);
    expect(store.childCount("b")).toBe(0);
    expect(store.list(rootId).status).toBe("complete");
    expect(wholePage.mock.calls.map(([cursor]) => cursor)).toEqual([null, "2", "2", "3"]);
  });

  test("is searched in what was loaded: parts of name and external id, whole ids", () => {
    const store = new GroupTreeStore({ isWhole: true });
    for (const page of pages) store.addWhole(page);
    const ids = (text: string, max = 9) => searchLoaded(store, text, max).map(({ id }) => id);
    expect(ids("EXT_A1")).toEqual(["a1", "a11"]);
    expect(ids("name of b")).toEqual(["b"]);
    expect(ids("c")).toContain("c");
    expect(ids("ext", 2)).toEqual(["a", "b"]);
  });
});
