import { describe, expect, test } from "vitest";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import type { DeclaredModel, RateUnit } from "@/gateway/contracts/limit";
import { resolveEffectiveModels } from "@/gateway/limits/resolve-limits";
import { ungivenModels } from "./ungiven-models";

const tokens = (slug: string, threshold?: number, unit: RateUnit = "MINUTE"): DeclaredModel => ({
  slug,
  rate_limits: threshold === undefined ? [] : [{ type: "TOKEN", unit, threshold }],
  usage_limits: [],
});
const perDay = (slug: string, threshold: number): DeclaredModel => ({
  slug,
  rate_limits: [],
  usage_limits: [{ type: "REQUEST", unit: "DAY", threshold }],
});

/** Acme, which was given `a/x` with 100 from above and `a/y` with 70 of its own. */
function createTop(mode: LimitEnforcement) {
  const models = [tokens("a/x"), tokens("a/y", 70), perDay("a/z", 9)];
  const above = { id: "root", models: [tokens("a/x", 100), tokens("a/q", 5)] };
  return {
    id: "acme",
    metadata: { name: "Acme", external_entity_id: "acme" },
    models,
    effective_models: resolveEffectiveModels([above, { id: "acme", models }], mode),
  };
}

describe.each(["INDEPENDENT", "CASCADING"] as const)(
  "case 83: below a group that is %s",
  (mode) => {
    const paths = (
      before: DeclaredModel[],
      after: DeclaredModel[],
      groupId: string | null = "team",
    ) => ungivenModels(createTop(mode), { groupId, before, after }).map(({ path }) => path);

    test.each([
      ["a model of the top group, without a limit", [tokens("a/x")]],
      ["as much as the top group was given", [tokens("a/x", 100), tokens("a/y", 70)]],
      ["less, and a block", [tokens("a/x", 1), tokens("a/y", 0)]],
      ["a limit where the top group has none", [perDay("a/y", 1_000_000)]],
      [
        "a window where the top group has none: its own holds beside",
        [tokens("a/x", 5_000, "SECOND")],
      ],
      ["nothing", []],
    ])("a tied member gives %s", (_, after) => {
      expect(paths([], after, null)).toEqual([]);
      expect(paths([tokens("a/x", 3)], after)).toEqual([]);
    });

    test.each([
      ["a slug of the workspace", [tokens("a/x"), tokens("a/other", 1)], "models.1.slug"],
      ["a slug of the group above", [tokens("a/q", 1)], "models.0.slug"],
      ["another spelling of its own slug", [tokens("A/X")], "models.0.slug"],
      ["more than was inherited", [tokens("a/x", 101)], "models.0.rate_limits.0.threshold"],
      ["more than is declared", [tokens("a/y", 71)], "models.0.rate_limits.0.threshold"],
      ["more a day", [perDay("a/z", 10)], "models.0.usage_limits.0.threshold"],
    ])("a tied member does not give %s", (_, after, path) => {
      expect(paths([], after, null)).toEqual([path]);
      expect(paths([tokens("a/x", 3)], after)).toEqual([path]);
    });

    test("what the workspace put there stays as it is, goes or falls, and does not rise", () => {
      const before = [tokens("a/other", 9), tokens("a/y", 500)];
      expect(paths(before, before)).toEqual([]);
      expect(paths(before, [])).toEqual([]);
      expect(paths(before, [tokens("a/other", 9), tokens("a/y", 400)])).toEqual([]);
      expect(paths(before, [tokens("a/other", 8), tokens("a/y", 500)])).toEqual(["models.0.slug"]);
      expect(paths(before, [tokens("a/other"), tokens("a/y", 501)])).toEqual([
        "models.0.slug",
        "models.1.rate_limits.0.threshold",
      ]);
    });

    test("the top group's own set is the workspace's: nothing is added, raised, lowered or taken", () => {
      const { models } = createTop(mode);
      expect(paths(models, [...models].reverse(), "acme")).toEqual([]);
      for (const after of [[], models.slice(1), [...models, tokens("a/q")], [tokens("a/y", 1)]]) {
        expect(paths(models, after, "acme")).toEqual(["models"]);
      }
    });
  },
);

test("case 83: each refusal says whose models and which limit", () => {
  const after = [tokens("a/q"), tokens("a/x", 101)];
  const said = ungivenModels(createTop("INDEPENDENT"), { groupId: null, before: [], after });
  expect(said.map(({ message }) => message)).toEqual([
    "a/q is not a model of Acme: the groups below it may call its models only",
    "101 tokens per minute: above the 100 that Acme was given",
  ]);
});
