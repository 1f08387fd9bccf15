import { describe, expect, test } from "vitest";
import { type KeyRow, treeMove, typeAhead } from "./tree-keys";

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
const move = (from: string, key: string) => treeMove(rows, from, key);

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

  test("without a focused row the first one counts", () => {
    expect(treeMove(rows, null, "ArrowDown")).toEqual({ move: "focus", id: "Engineering" });
    expect(treeMove([], null, "ArrowDown")).toBeNull();
  });
});

describe("type-ahead", () => {
  const names = ["Acme", "Beta", "Alpha", "Align"].map((id) => row(id, 0, "none"));
  test("goes to the next name that starts so, around the end, whatever the case", () => {
    expect(typeAhead(names, "Acme", "a")).toBe("Alpha");
    expect(typeAhead(names, "Align", "a")).toBe("Acme");
    expect(typeAhead(names, null, "B")).toBe("Beta");
    expect(typeAhead(names, "Acme", "x")).toBeNull();
  });
  test("one letter typed twice walks on; more letters narrow down and may stay", () => {
    expect(typeAhead(names, "Alpha", "aa")).toBe("Align");
    expect(typeAhead(names, "Alpha", "al")).toBe("Alpha");
    expect(typeAhead(names, "Alpha", "ali")).toBe("Align");
  });
});
