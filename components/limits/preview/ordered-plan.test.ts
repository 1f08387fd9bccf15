import { expect, test } from "vitest";
import type { Group } from "@/gateway/contracts/group";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { findLimitViolations } from "@/gateway/limits/resolve-limits";
import { orderedPlan, type PlanStep } from "./ordered-plan";

const model = (threshold: number): DeclaredModel => ({
  slug: "a/x",
  rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold }],
  usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 9 }],
});
const source = (id: string, threshold: number, name: string | null = id) => ({
  id,
  name,
  models: [model(threshold)],
});
const group = (id: string, parent: string, threshold: number): Group => ({
  id,
  metadata: { name: null, external_entity_id: id },
  models: [model(threshold)],
  effective_models: [],
  hierarchy: { limit_enforcement: "CASCADING", parent_group_id: parent },
  created_at: "2026-01-01T00:00:00Z",
});
const path = [source("root", 100), source("mid", 80), source("self", 70)];
const below = [group("child", "self", 60), group("leaf", "child", 50), group("low", "self", 5)];
const whole = { groups: below, isWhole: true };
const told = (plan: PlanStep[] | null) =>
  plan?.map(({ name, changes: [first] }) => `${name} ${first?.before} ${first?.after}`);

test("ancestors are raised from the root down, and nothing else is touched", () => {
  expect(told(orderedPlan(path, [model(90)], whole))).toEqual(["mid 80 90"]);
  const plan = orderedPlan(path, [model(120)], whole);
  expect(told(plan)).toEqual(["root 100 120", "mid 80 120"]);
  expect(plan?.[0]?.models[0]?.usage_limits).toEqual(model(120).usage_limits);
});

test("descendants are lowered from the leaves up", () => {
  expect(told(orderedPlan(path, [model(20)], whole))).toEqual(["leaf 50 20", "child 60 20"]);
});

test("every step of a plan is legal when its turn comes, and so is what it was for", () => {
  for (const wanted of [120, 20]) {
    const sets = new Map(
      [...path, ...below].map(({ id, models }): [string, DeclaredModel[]] => [id, models]),
    );
    const parents = new Map([
      ["mid", "root"],
      ["self", "mid"],
      ["child", "self"],
      ["leaf", "child"],
      ["low", "self"],
    ]);
    const above = (id: string): string[] => {
      const parent = parents.get(id);
      return parent ? [parent, ...above(parent)] : [];
    };
    const violations = () =>
      [...sets].flatMap(([id, models]) =>
        findLimitViolations(
          models,
          above(id).map((each) => ({ id: each, models: sets.get(each) ?? [] })),
        ),
      );
    for (const { groupId, models } of orderedPlan(path, [model(wanted)], whole) ?? []) {
      sets.set(groupId, models);
      expect(violations()).toEqual([]);
    }
    sets.set("self", [model(wanted)]);
    expect(violations()).toEqual([]);
  }
});

test("no plan is offered over groups that are out of sight, or not all known", () => {
  const hidden = [source("root", 100, null), source("self", 70)];
  expect(orderedPlan(hidden, [model(120)], whole)).toBeNull();
  expect(told(orderedPlan(hidden, [model(20)], whole))).toHaveLength(2);
  expect(orderedPlan(path, [model(120)], { groups: [], isWhole: false })).toBeNull();
});
