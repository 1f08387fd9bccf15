import { expect, test } from "vitest";
import type { Headroom, UsedLimit } from "@/gateway/contracts/headroom";
import { findNearestLimits } from "./nearest";

function createLimit(used: number, group: string, change: Partial<UsedLimit> = {}): UsedLimit {
  return {
    ...{ kind: "rate", type: "TOKEN", unit: "MINUTE", threshold: 100 },
    ...{ source_group: group, counter_group: group, used, share: used / 100 },
    ...{ reset_ms: 1, reset_at: "2026-01-01T00:00:00.000Z" },
    ...change,
  };
}

function pair(groupId: string, limit: UsedLimit | null, slug = "acme/a"): Headroom["pairs"][0] {
  return { group_id: groupId, slug, path: [groupId], is_limited: true, limit };
}

function findNearest(pairs: Headroom["pairs"], change: Partial<Headroom> = {}) {
  return findNearestLimits({
    ...{ counters_available: true, truncated: false, pairs },
    groups: ["a", "b", "pool"].map((id) => ({
      id,
      name: id === "b" ? null : `Name of ${id}`,
      external_entity_id: `ext_${id}`,
    })),
    ...change,
  });
}

test("the limits with least left come first, at most twenty, none that is less than half used", () => {
  const used = [55, 49, 99, 61, 80, 50, 72, 10, ...Array.from({ length: 20 }, () => 51)];
  const { limits, state } = findNearest(
    used.map((each, index) => pair("a", createLimit(each, "a"), `acme/${index}`)),
  );
  expect(state).toBe("known");
  expect(limits.map((limit) => limit.used)).toEqual([
    ...[99, 80, 72, 61, 55],
    ...Array.from({ length: 15 }, () => 51),
  ]);
});

test("a pool that several groups use is one limit, of the group it belongs to", () => {
  const pool = createLimit(80, "pool");
  const { limits } = findNearest([
    pair("a", pool),
    pair("b", pool),
    pair("b", createLimit(60, "b")),
  ]);
  expect(limits.map(({ label, groupId, used }) => [label, groupId, used])).toEqual([
    ["Name of pool", "pool", 80],
    ["ext_b", "b", 60],
  ]);
});

test("a group is told from others of its name by those above it", () => {
  const deep = { ...pair("a", createLimit(80, "pool")), path: ["b", "pool", "a"] };
  expect(findNearest([deep]).limits).toMatchObject([{ label: "Name of pool", above: ["ext_b"] }]);
  const top = { ...pair("a", createLimit(80, "above")), path: ["a"] };
  expect(findNearest([top]).limits).toMatchObject([{ above: [] }]);
});

test("a group above what the member sees is not named, nor linked", () => {
  const { limits } = findNearest([pair("a", createLimit(80, "above"))]);
  expect(limits).toMatchObject([{ groupId: null, label: "a group above yours" }]);
});

test("a limit that blocks is none that anybody comes near to", () => {
  expect(findNearest([pair("a", createLimit(0, "a", { threshold: 0, share: 1 }))]).limits).toEqual(
    [],
  );
});

test("unknown is not the same as nothing near, nor as nobody calling", () => {
  const dark = { counters_available: false };
  expect(findNearest([pair("a", null)], dark)).toMatchObject({ state: "unknown", limits: [] });
  expect(findNearest([], dark)).toMatchObject({ state: "idle", limits: [] });
  expect(findNearest([pair("a", null)])).toMatchObject({ state: "known", limits: [] });
});
