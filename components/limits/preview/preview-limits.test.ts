import { describe, expect, test } from "vitest";
import type { Group, LimitEnforcement } from "@/gateway/contracts/group";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { limitViolationDetails } from "@/lib/limits/limit-violations";
import { inheritedLimits, limitHint } from "../edit/inherited-limits";
import { previewLimits } from "./preview-limits";

const tokens = (threshold: number | null): DeclaredModel[] => [
  {
    slug: "a/x",
    rate_limits: threshold === null ? [] : [{ type: "TOKEN", unit: "MINUTE", threshold }],
    usage_limits: [],
  },
];
const group = (id: string, parent: string, threshold: number | null): Group => ({
  id,
  metadata: { external_entity_id: `ext_${id}`, name: id === "search" ? "Search" : null },
  models: tokens(threshold),
  effective_models: [],
  hierarchy: { limit_enforcement: "CASCADING", parent_group_id: parent },
  created_at: "2026-01-01T00:00:00Z",
});
const path = [
  { id: "acme", name: "Acme", models: tokens(100) },
  { id: "eng", name: "Engineering", models: tokens(70) },
];
const below = {
  groups: [group("ingest", "search", null), group("search", "eng", 60)],
  isWhole: true,
};

describe("the preview", () => {
  test("counts everything below that changes in a cascading tree, whatever the order of the list", () => {
    const preview = previewLimits(path, tokens(65), "CASCADING", below);
    expect(preview.below).toEqual({
      count: 2,
      examples: [
        { id: "ingest", name: "ext_ingest" },
        { id: "search", name: "Search" },
      ],
      isWhole: true,
    });
    expect(preview.violations).toEqual([]);
  });

  test("in an independent tree an override below shields what hangs under it", () => {
    expect(previewLimits(path, tokens(65), "INDEPENDENT", below).below.count).toBe(0);
    const bare = { groups: [group("a", "eng", null), group("b", "a", 5)], isWhole: true };
    expect(previewLimits(path, tokens(65), "INDEPENDENT", bare).below).toMatchObject({
      count: 1,
      examples: [{ id: "a" }],
    });
  });

  test("an untouched set changes nothing anywhere", () => {
    expect(previewLimits(path, tokens(70), "CASCADING", below)).toMatchObject({
      changes: [],
      below: { count: 0 },
    });
  });
});

describe("a cascading set that is against the rule", () => {
  test("names the group above that allows less", () => {
    const [detail, ...rest] = limitViolationDetails(path, tokens(150), below.groups);
    expect(rest).toEqual([]);
    expect(detail?.path).toBe("models.0.rate_limits.0.threshold");
    expect(detail?.message).toMatch(/150 tokens per minute: above the 100 of Acme/);
  });

  test("names the groups below that declare more, and hides a name above the member's subtree", () => {
    expect(limitViolationDetails(path, tokens(50), below.groups)[0]?.message).toContain(
      "Search (60)",
    );
    const hidden = [{ id: "acme", name: null, models: tokens(100) }, ...path.slice(1)];
    const [detail] = limitViolationDetails(hidden, tokens(150), []);
    expect(detail?.message).toContain("a group above yours");
    expect(detail?.message).not.toContain("Acme");
  });
});

describe("what a blank input means", () => {
  const hint = (mode: LimitEnforcement, text: string) =>
    limitHint(path, mode, inheritedLimits(path, mode, "a/x", "TOKEN rate"), {
      isBlank: text === "",
      isZero: text === "0",
      unit: "MINUTE",
    });

  test("independent: the closest one above is inherited, or replaced", () => {
    expect(hint("INDEPENDENT", "")).toBe("Not set: inherits 100/min from Acme.");
    expect(hint("INDEPENDENT", "7")).toBe("Replaces 100/min from Acme.");
    expect(hint("INDEPENDENT", "0")).toMatch(/^Blocked/);
  });

  test("cascading: what is above counts, with a number here or without", () => {
    expect(hint("CASCADING", "")).toBe("Not set: counts against 100/min from Acme.");
    expect(hint("CASCADING", "7")).toBe("Also counts against 100/min from Acme.");
    expect(hint("CASCADING", "0")).toMatch(/^Blocked/);
  });

  test("a limit of another unit is not replaced", () => {
    const inherited = inheritedLimits(path, "INDEPENDENT", "a/x", "TOKEN rate");
    const typed = { isBlank: false, isZero: false, unit: "SECOND" as const };
    expect(limitHint(path, "INDEPENDENT", inherited, typed)).toBe(
      "In addition to 100/min from Acme.",
    );
  });

  test("nothing above: no limit", () => {
    const root = path.slice(0, 1);
    const typed = { isBlank: true, isZero: false, unit: "DAY" as const };
    const inherited = inheritedLimits(root, "INDEPENDENT", "a/x", "TOKEN DAY");
    expect(limitHint(root, "INDEPENDENT", inherited, typed)).toBe("Not set: no limit.");
  });
});
