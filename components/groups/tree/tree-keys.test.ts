import { describe, expect, test } from "vitest";
import { type KeyRow, type KeyRows, treeMove, typeAhead } from "./tree-keys";

const row = (id: string, level: number, children: "open" | "closed" | "none"): KeyRow => ({
  id,
  level,
  label: id,
  isExpandable: children !== "none",
  isExpanded: children === "open",
});
const rows = [
  row("Acme", 0, "open"),
  row("Engineering", 1, "open"),
  row("Search", 2, "none"),
  row("Finance", 1, "closed"),
  row("Globex", 0, "closed"),
];
const among = (list: readonly (KeyRow | null)[]): KeyRows => ({
  length: list.length,
  get: (index) => list[index] ?? null,
});
const at = (list: readonly KeyRow[], id: string) => list.findIndex((one) => one.id === id);
const move = (from: string, key: string) => treeMove(among(rows), at(rows, from), key);

describe("keys in the tree, as WAI-ARIA asks", () => {
  test.each([
    ["Acme", "ArrowDown", { move: "focus", id: "Engineering" }],
    ["Acme", "ArrowUp", null],
    ["Globex", "ArrowDown", null],
    ["Finance", "ArrowUp", { move: "focus", id: "Search" }],
    ["Finance", "Home", { move: "focus", id: "Acme" }],
    ["Acme", "End", { move: "focus", id: "Globex" }],
    ["Search", "Enter", { move: "open", id: "Search" }],
    ["Search", " ", { move: "open", id: "Search" }],
  ])("on %s, %s", (from, key, expected) => {
    expect(move(from, key)).toEqual(expected);
  });

  test("→ opens a closed node, then goes to its first child, and does nothing on an end node", () => {
    expect(move("Finance", "ArrowRight")).toEqual({ move: "expand", ids: ["Finance"] });
    expect(move("Engineering", "ArrowRight")).toEqual({ move: "focus", id: "Search" });
    expect(move("Search", "ArrowRight")).toBeNull();
  });

  test("← closes an open node, else goes to the parent, and does nothing on a closed root", () => {
    expect(move("Acme", "ArrowLeft")).toEqual({ move: "collapse", id: "Acme" });
    expect(move("Search", "ArrowLeft")).toEqual({ move: "focus", id: "Engineering" });
    expect(move("Finance", "ArrowLeft")).toEqual({ move: "focus", id: "Acme" });
    expect(move("Globex", "ArrowLeft")).toBeNull();
  });

  test("* opens the closed siblings and nobody else", () => {
    expect(move("Engineering", "*")).toEqual({ move: "expand", ids: ["Finance"] });
    expect(move("Acme", "*")).toEqual({ move: "expand", ids: ["Globex"] });
    expect(move("Search", "*")).toBeNull();
  });

  test("lines that take no focus are stepped over", () => {
    const [first, second] = [row("Acme", 0, "open"), row("Globex", 0, "none")];
    const withGap = among([null, first, null, second, null]);
    expect(treeMove(withGap, 1, "ArrowDown")).toEqual({ move: "focus", id: "Globex" });
    expect(treeMove(withGap, 3, "Home")).toEqual({ move: "focus", id: "Acme" });
    expect(treeMove(withGap, 1, "End")).toEqual({ move: "focus", id: "Globex" });
    expect(treeMove(withGap, 1, "ArrowRight")).toBeNull();
    expect(treeMove(among([]), 0, "ArrowDown")).toBeNull();
  });
});

describe("type-ahead", () => {
  const names = ["Acme", "Beta", "Alpha", "Align"].map((id) => row(id, 0, "none"));
  const ahead = (from: string, typed: string) => typeAhead(among(names), at(names, from), typed);

  test("goes to the next name that starts so, around the end, whatever the case", () => {
    expect(ahead("Acme", "a")).toBe("Alpha");
    expect(ahead("Align", "a")).toBe("Acme");
    expect(ahead("Acme", "B")).toBe("Beta");
    expect(ahead("Acme", "x")).toBeNull();
  });
  test("one letter typed twice walks on; more letters narrow down and may stay", () => {
    expect(ahead("Alpha", "aa")).toBe("Align");
    expect(ahead("Alpha", "al")).toBe("Alpha");
    expect(ahead("Alpha", "ali")).toBe("Align");
  });
});
