import type { Group } from "@/gateway/contracts/group";
import type { DeclaredModel, LimitType, LimitUnit } from "@/gateway/contracts/limit";
import { declaredLimit, type FlatLimit } from "@/gateway/limits/resolve-limits";
import type { LimitSource } from "@/lib/limits/limit-source";

export interface PlanStep {
  groupId: string;
  name: string;
  /** The set that the step replaces, and what with: enough to go back, too. */
  base: readonly DeclaredModel[];
  models: DeclaredModel[];
  changes: { slug: string; type: LimitType; unit: LimitUnit; before: number; after: number }[];
}

/** More than a person would read before applying. */
const stepsMax = 100;

/**
 * The changes of other groups, in an order in which each is legal, after which a cascading group
 * may declare `models`: ancestors are raised from the root down, then descendants lowered from the
 * leaves up. null where it can't be told or done: groups out of sight, or too many.
 * `below.groups` holds parents before their children, as the API lists them.
 */
export function orderedPlan(
  path: readonly LimitSource[],
  models: readonly DeclaredModel[],
  below: { groups: readonly Group[]; isWhole: boolean },
): PlanStep[] | null {
  if (!below.isWhole) return null;
  const raised = path.slice(0, -1).map((group) => ({
    ...step(group.id, group.name ?? "", group.models, models, Math.max),
    isHidden: group.name === null,
  }));
  const lowered = below.groups.map((group) =>
    step(
      group.id,
      group.metadata.name || group.metadata.external_entity_id,
      group.models,
      models,
      Math.min,
    ),
  );
  const hasChanges = ({ changes }: PlanStep) => changes.length > 0;
  if (raised.some((each) => each.isHidden && hasChanges(each))) return null;
  const steps = [
    ...raised.map(({ isHidden: _, ...each }) => each).filter(hasChanges),
    ...lowered.filter(hasChanges).reverse(),
  ];
  return steps.length > stepsMax ? null : steps;
}

function step(
  groupId: string,
  name: string,
  base: readonly DeclaredModel[],
  wanted: readonly DeclaredModel[],
  choose: (declared: number, wanted: number) => number,
): PlanStep {
  const changes: PlanStep["changes"] = [];
  const models = base.map((model) => {
    const changed = <Limit extends { type: LimitType; unit: LimitUnit; threshold: number }>(
      limit: Limit,
      kind: FlatLimit["kind"],
    ): Limit => {
      const { type, unit } = limit;
      const same = declaredLimit(wanted, { slug: model.slug, kind, type, unit });
      const after = same ? choose(limit.threshold, same.threshold) : limit.threshold;
      if (after === limit.threshold) return limit;
      const { threshold: before } = limit;
      changes.push({ slug: model.slug, type, unit, before, after });
      return { ...limit, threshold: after };
    };
    return {
      ...model,
      rate_limits: model.rate_limits.map((limit) => changed(limit, "rate")),
      usage_limits: model.usage_limits.map((limit) => changed(limit, "usage")),
    };
  });
  return { groupId, name, base, models, changes };
}
