import { describe, expect, test } from "vitest";
import type { Headroom, UsedLimit } from "@/gateway/contracts/headroom";
import { rowHeadrooms } from "./row-headroom";
import { type TreeHeadroom, toTreeHeadroom, worstOfSubtrees } from "./tree-headroom";

function createLimit(used: number, change: Partial<UsedLimit> = {}): UsedLimit {
  return {
    ...{ kind: "rate", type: "TOKEN", unit: "MINUTE", threshold: 1_000 },
    ...{ source_group: "root", counter_group: "leaf", used, share: used / 1_000 },
    ...{ reset_ms: 1, reset_at: "2026-01-01T00:00:00.000Z" },
    ...change,
  };
}

function pair(path: string[], limit: UsedLimit | null, isLimited = true): Headroom["pairs"][0] {
  const groupId = path.at(-1) ?? "";
  return { group_id: groupId, slug: "acme/a", path, is_limited: isLimited, limit };
}

function tree(pairs: Headroom["pairs"], change: Partial<Headroom> = {}): TreeHeadroom {
  return toTreeHeadroom({
    ...{ counters_available: true, truncated: false, pairs },
    groups: ["root", "team", "leaf", "pool", "below", "alone", "shut", "shut-too"].map((id) => ({
      ...{ id, name: id === "team" ? null : `Name of ${id}`, external_entity_id: `ext_${id}` },
    })),
    ...change,
  });
}

const blocked = createLimit(0, { threshold: 0, share: 1 });
const findPercents = (headroom: TreeHeadroom, ...ids: string[]) => {
  const findRow = rowHeadrooms(headroom, false);
  return ids.map((id) => {
    const row = findRow(id);
    return row.state === "used" ? row.percent : row.state;
  });
};

describe("the headroom of a row", () => {
  test("is the worst of its subtree, up to the root, whatever was loaded of it", () => {
    const headroom = tree([
      pair(["root", "team", "leaf"], createLimit(804)),
      pair(["root", "team", "other"], createLimit(120)),
      pair(["root", "sales"], createLimit(400)),
      pair(["elsewhere"], createLimit(20)),
    ]);
    const ids = ["root", "team", "leaf", "other", "sales", "elsewhere"];
    expect(findPercents(headroom, ...ids)).toEqual([80, 80, 80, 12, 40, 2]);
  });

  test("is that of the group's worst slug, and of several equal ones that which called most", () => {
    const pairs = [
      { ...pair(["root"], createLimit(500)), slug: "acme/first" },
      { ...pair(["root"], createLimit(500)), slug: "acme/second" },
      { ...pair(["root"], createLimit(300)), slug: "acme/third" },
    ];
    expect(worstOfSubtrees(tree(pairs).pairs).get("root")?.slug).toBe("acme/first");
  });

  test("is never 0 where it is not known, and goes before no limit", () => {
    const unknown = pair(["root", "dark"], null);
    const free = pair(["root", "free"], null, false);
    const headroom = tree([free, unknown]);
    expect(findPercents(headroom, "root", "dark", "free")).toEqual([
      ...["unknown", "unknown", "unlimited"],
    ]);
    const known = tree([unknown, free, pair(["root", "low"], createLimit(0))]);
    expect(findPercents(known, "root", "low")).toEqual([0, 0]);
  });

  test("of a group where nobody called is a dash, with the reason", () => {
    const pairs = [pair(["root"], createLimit(1))];
    expect(rowHeadrooms(tree(pairs), false)("idle")).toEqual({
      state: "idle",
      reason: "No calls today",
    });
    expect(rowHeadrooms(tree(pairs, { truncated: true }), false)("idle")).toEqual({
      state: "unknown",
      reason: "Not among the 500 that called most today",
    });
  });

  test("says which limit it is, and whether it is one of the group's own or below it", () => {
    const findRow = rowHeadrooms(
      tree([
        pair(["root", "leaf"], createLimit(800)),
        pair(["pool", "below"], createLimit(700, { counter_group: "pool" })),
      ]),
      false,
    );
    const own = "800 of 1,000 tokens per minute used, acme/a";
    expect(findRow("leaf")).toMatchObject({ reason: own, below: null });
    expect(findRow("root")).toMatchObject({
      reason: "Name of leaf, tokens per minute: 800 of 1,000 used, acme/a",
      below: { id: "leaf", name: "Name of leaf" },
    });
    expect(findRow("pool")).toMatchObject({
      reason: "700 of 1,000 tokens per minute used, acme/a",
    });
  });

  test("of a limit that blocks is blocked where it is, and hides nothing from those above", () => {
    const headroom = tree([
      pair(["root", "shut"], { ...blocked, counter_group: "shut" }),
      { ...pair(["root", "shut"], createLimit(990)), slug: "acme/other" },
      pair(["alone", "shut-too"], blocked),
      pair(["pool", "below"], { ...blocked, counter_group: "pool" }),
    ]);
    expect(findPercents(headroom, "shut", "root", "shut-too", "alone", "pool")).toEqual([
      ...["blocked", 99, "blocked", "idle", "blocked"],
    ]);
    const reason = "tokens per minute of acme/a are blocked";
    const findRow = rowHeadrooms(headroom, false);
    expect(findRow("shut")).toMatchObject({ reason });
    expect(findRow("alone")).toMatchObject({ reason: `${reason}, in Name of shut-too` });
  });

  test("is more than 100% where a long answer ran over", () => {
    const headroom = tree([
      pair(["root", "full"], createLimit(1_000)),
      pair(["root", "over"], createLimit(1_040)),
    ]);
    expect(findPercents(headroom, "root", "full")).toEqual([104, 100]);
  });

  test("is not shown from before once it can't be read", () => {
    const headroom = tree([pair(["root"], createLimit(800))]);
    expect(rowHeadrooms(headroom, true)("root").state).toBe("unknown");
    expect(rowHeadrooms(null, false)("root").state).toBe("reading");
  });

  test("is of the pool that is nearly empty, or of who uses one further up", () => {
    const withPool = (counter: string) =>
      rowHeadrooms(
        tree([pair(["root", "team", "leaf"], createLimit(800, { counter_group: counter }))]),
        false,
      );
    const findBelow = (counter: string, groupId: string) => {
      const row = withPool(counter)(groupId);
      return row.state === "used" ? row.below : row;
    };
    expect(findBelow("team", "root")).toEqual({ id: "team", name: "ext_team" });
    expect(findBelow("team", "team")).toBeNull();
    expect(findBelow("root", "team")).toEqual({ id: "leaf", name: "Name of leaf" });
    expect(findBelow("above-the-root", "root")).toEqual({ id: "leaf", name: "Name of leaf" });
  });
});
