import type { Group, LimitEnforcement } from "@/gateway/contracts/group";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { resolveEffectiveModels } from "@/gateway/limits/resolve-limits";
import type { LimitSource } from "@/lib/limits/limit-source";
import { type LimitViolationText, violationTexts } from "@/lib/limits/limit-violations";
import { type Affected, affectedDescendants } from "./affected-descendants";
import { type LimitChange, limitChanges } from "./limit-changes";
import { type LoweredLimit, loweredLimits } from "./lowered-limits";
import { orderedPlan, type PlanStep } from "./ordered-plan";

export interface LimitsPreview {
  /** Exactly what changes in the group itself. */
  changes: LimitChange[];
  /** Of them those that may refuse what was let through before. */
  lowered: LoweredLimit[];
  /** Groups below whose effective limits change; a few of them by name. */
  below: { count: number; examples: Affected[]; isWhole: boolean };
  /** Why the API would refuse (cascading): empty = it would not, as far as was looked. */
  violations: LimitViolationText[];
  /** What to change elsewhere first, in order, to make it legal; null = none can be offered. */
  plan: PlanStep[] | null;
}

const examplesMax = 5;

/** Before → after of one group and of what is below it, if its set became `models`. */
export function previewLimits(
  path: readonly LimitSource[],
  models: DeclaredModel[],
  enforcement: LimitEnforcement,
  below: { groups: readonly Group[]; isWhole: boolean },
): LimitsPreview {
  const self = path.at(-1);
  if (!self) throw new Error("a path holds at least the group itself");
  const changed = [...path.slice(0, -1), { id: self.id, models }];
  const affected = affectedDescendants(path, models, enforcement, below.groups);
  const violations = enforcement === "CASCADING" ? violationTexts(path, models, below.groups) : [];
  const changes = limitChanges(
    resolveEffectiveModels(path, enforcement),
    resolveEffectiveModels(changed, enforcement),
  );
  return {
    changes,
    lowered: loweredLimits(changes, self.id, enforcement),
    below: {
      count: affected.length,
      examples: affected.slice(0, examplesMax),
      isWhole: below.isWhole,
    },
    violations,
    plan: violations.length > 0 ? orderedPlan(path, models, below) : null,
  };
}
