import { expect, test } from "vitest";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { resolveEffectiveModels } from "@/gateway/limits/resolve-limits";
import { limitChanges } from "./limit-changes";
import { loweredLimits } from "./lowered-limits";

const tokens = (threshold: number | null, slug = "a/x"): DeclaredModel[] => [
  {
    slug,
    rate_limits: threshold === null ? [] : [{ type: "TOKEN", unit: "MINUTE", threshold }],
    usage_limits: [],
  },
];
const lowered = (mode: LimitEnforcement, before: DeclaredModel[], after: DeclaredModel[]) => {
  const root = { id: "root", models: tokens(100) };
  const effective = (models: DeclaredModel[]) =>
    resolveEffectiveModels([root, { id: "own", models }], mode);
  return loweredLimits(limitChanges(effective(before), effective(after)), "own", mode).map(
    ({ threshold }) => threshold,
  );
};

test.each(["INDEPENDENT", "CASCADING"] as const)(
  "%s: a lower limit and a new one may refuse; a higher one, and one that goes, may not",
  (mode) => {
    expect(lowered(mode, tokens(70), tokens(60))).toEqual([60]);
    expect(lowered(mode, tokens(null), tokens(60))).toEqual([60]);
    expect(lowered(mode, tokens(60), tokens(70))).toEqual([]);
    expect(lowered(mode, tokens(60), tokens(60))).toEqual([]);
    expect(lowered(mode, tokens(60), tokens(null))).toEqual([]);
    expect(lowered(mode, tokens(60), tokens(0))).toEqual([0]);
    expect(lowered(mode, tokens(60), [])).toEqual([]);
  },
);

test("an own limit taken away lets a lower inherited one hold, where only one holds", () => {
  expect(lowered("INDEPENDENT", tokens(150), tokens(null))).toEqual([100]);
});

test("a model that comes brings its own limit, not what is inherited: nobody called it yet", () => {
  expect(lowered("INDEPENDENT", [], tokens(null))).toEqual([]);
  expect(lowered("CASCADING", [], tokens(null))).toEqual([]);
  expect(lowered("CASCADING", [], tokens(60))).toEqual([60]);
});
