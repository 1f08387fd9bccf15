import type { LimitEnforcement } from "../contracts/group";
import type {
  DeclaredModel,
  EffectiveModel,
  EffectiveRateLimit,
  EffectiveUsageLimit,
  LimitKind,
  LimitType,
  LimitUnit,
  ModelInput,
} from "../contracts/limit";
import { windowOrder } from "../contracts/limit-windows";

/** A group on the way from the root to the one in question, with what it declares. */
export interface DeclaringGroup {
  id: string;
  models: readonly DeclaredModel[];
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
  return self.models.map((model) => resolveEffectiveModel(path, enforcement, model.slug));
}

/** Effective limits of one slug, which the last group must declare. */
export function resolveEffectiveModel(
  path: readonly DeclaringGroup[],
  enforcement: LimitEnforcement,
  slug: string,
): EffectiveModel {
  const rates: EffectiveRateLimit[] = [];
  const usages: EffectiveUsageLimit[] = [];
  for (const group of path) {
    const declared = modelsBySlug(group.models).get(slug);
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

/** Stable, so that CASCADING entries of one tuple stay root first. */
function inOrder<Limit extends { type: LimitType; unit: LimitUnit }>(limits: Limit[]): Limit[] {
  return limits.sort(
    (a, b) => typeOrder[a.type] - typeOrder[b.type] || windowOrder[a.unit] - windowOrder[b.unit],
  );
}

export function flattenLimits(models: readonly DeclaredModel[]): FlatLimit[] {
  return models.flatMap(flattenModel);
}

function flattenModel({ slug, rate_limits, usage_limits }: DeclaredModel): FlatLimit[] {
  return [
    ...rate_limits.map((limit) => ({ slug, kind: "rate" as const, ...limit })),
    ...usage_limits.map((limit) => ({ slug, kind: "usage" as const, ...limit })),
  ];
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
    own.flatMap((child): LimitViolation[] => {
      const ancestor = declaredLimit(group.models, child);
      return ancestor && child.threshold > ancestor.threshold
        ? [{ child, ancestor, ancestorGroupId: group.id }]
        : [];
    }),
  );
}

/** What a set of models declares for one (slug, kind, type, unit). */
export function declaredLimit(
  models: readonly DeclaredModel[],
  tuple: Omit<FlatLimit, "threshold">,
): FlatLimit | undefined {
  const model = modelsBySlug(models).get(tuple.slug);
  return model && flattenModel(model).find((limit) => isSameTuple(limit, tuple));
}

export function isSameTuple(a: Omit<FlatLimit, "threshold">, b: Omit<FlatLimit, "threshold">) {
  return a.slug === b.slug && a.kind === b.kind && a.type === b.type && a.unit === b.unit;
}

const indexes = new WeakMap<readonly DeclaredModel[], ReadonlyMap<string, DeclaredModel>>();

/**
 * Declarations by slug. A set is read for each of its slugs, and that of an ancestor by every group
 * below it: looking through it each time would take the square of it. Sets are never changed in place.
 */
export function modelsBySlug(models: readonly DeclaredModel[]): ReadonlyMap<string, DeclaredModel> {
  const known = indexes.get(models);
  if (known) return known;
  const index = new Map<string, DeclaredModel>();
  // Of a slug that a foreign server answers twice, the first counts.
  for (const model of models) if (!index.has(model.slug)) index.set(model.slug, model);
  indexes.set(models, index);
  return index;
}

/** A request's models with both lists present, empty where nothing is set. */
export function declaredModels(inputs: readonly ModelInput[]): DeclaredModel[] {
  return inputs.map(({ slug, rate_limits, usage_limits }) => ({
    slug,
    rate_limits: rate_limits ?? [],
    usage_limits: usage_limits ?? [],
  }));
}
