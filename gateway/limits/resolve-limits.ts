import type { LimitEnforcement } from "../contracts/group";
import type {
  DeclaredModel,
  EffectiveModel,
  EffectiveRateLimit,
  EffectiveUsageLimit,
  LimitKind,
  LimitType,
  LimitUnit,
} from "../contracts/limit";

/** A group on the way from the root to the one in question, with what it declares. */
export interface DeclaringGroup {
  id: string;
  models: DeclaredModel[];
}

/** One declared limit, flattened: the tuple (slug, kind, type, unit) and its threshold. */
export interface FlatLimit {
  slug: string;
  kind: LimitKind;
  type: LimitType;
  unit: LimitUnit;
  threshold: number;
}

/**
 * What the runtime enforces for the last group of `path` (root first, the group itself last).
 *
 * INDEPENDENT: per (slug, kind, type, unit) the closest declaration wins.
 * CASCADING: every declaration on the path counts, root first.
 * The access set is the group's own slugs, in its own order.
 * Nothing else in Headgate computes limits. Source: gateway API, "Effective limits".
 */
export function resolveEffectiveModels(
  path: readonly DeclaringGroup[],
  enforcement: LimitEnforcement,
): EffectiveModel[] {
  const self = path.at(-1);
  if (!self) return [];
  return self.models.map((model) => resolveModel(path, enforcement, model.slug));
}

function resolveModel(
  path: readonly DeclaringGroup[],
  enforcement: LimitEnforcement,
  slug: string,
): EffectiveModel {
  const rates: EffectiveRateLimit[] = [];
  const usages: EffectiveUsageLimit[] = [];
  for (const group of path) {
    const declared = group.models.find((model) => model.slug === slug);
    if (!declared) continue;
    // Spelled out: spreading takes most of the time of a page of 1,000 groups.
    for (const { type, unit, threshold } of declared.rate_limits) {
      place(rates, { type, unit, threshold, source_group: group.id }, enforcement);
    }
    for (const { type, unit, threshold } of declared.usage_limits) {
      place(usages, { type, unit, threshold, source_group: group.id }, enforcement);
    }
  }
  return { slug, rate_limits: inOrder(rates), usage_limits: inOrder(usages) };
}

function place<Limit extends { type: LimitType; unit: LimitUnit }>(
  limits: Limit[],
  limit: Limit,
  enforcement: LimitEnforcement,
): void {
  if (enforcement === "INDEPENDENT") {
    const inherited = limits.findIndex((l) => l.type === limit.type && l.unit === limit.unit);
    if (inherited >= 0) {
      limits[inherited] = limit;
      return;
    }
  }
  limits.push(limit);
}

const typeOrder: Record<LimitType, number> = { TOKEN: 0, REQUEST: 1 };
const unitOrder: Record<LimitUnit, number> = { SECOND: 0, MINUTE: 1, DAY: 2 };

/** Stable, so that CASCADING entries of one tuple stay root first. */
function inOrder<Limit extends { type: LimitType; unit: LimitUnit }>(limits: Limit[]): Limit[] {
  return limits.sort(
    (a, b) => typeOrder[a.type] - typeOrder[b.type] || unitOrder[a.unit] - unitOrder[b.unit],
  );
}

export function flattenLimits(models: readonly DeclaredModel[]): FlatLimit[] {
  return models.flatMap(({ slug, rate_limits, usage_limits }) => [
    ...rate_limits.map((limit) => ({ slug, kind: "rate" as const, ...limit })),
    ...usage_limits.map((limit) => ({ slug, kind: "usage" as const, ...limit })),
  ]);
}

export interface LimitViolation {
  child: FlatLimit;
  ancestor: FlatLimit;
  ancestorGroupId: string;
}

/**
 * The write-time rule of CASCADING trees: every limit in `models` that exceeds an ancestor's for
 * the same (slug, kind, type, unit). `ancestors` in any order; empty answer = the write is legal.
 */
export function findLimitViolations(
  models: readonly DeclaredModel[],
  ancestors: readonly DeclaringGroup[],
): LimitViolation[] {
  const own = flattenLimits(models);
  return ancestors.flatMap((group) =>
    flattenLimits(group.models).flatMap((ancestor) =>
      own
        .filter((child) => isSameTuple(child, ancestor) && child.threshold > ancestor.threshold)
        .map((child) => ({ child, ancestor, ancestorGroupId: group.id })),
    ),
  );
}

export function isSameTuple(a: FlatLimit, b: FlatLimit): boolean {
  return a.slug === b.slug && a.kind === b.kind && a.type === b.type && a.unit === b.unit;
}
