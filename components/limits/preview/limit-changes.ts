import type { EffectiveModel, LimitKind, LimitType, LimitUnit } from "@/gateway/contracts/limit";

export interface Enforced {
  threshold: number;
  /** Id of the group that declares it. */
  source: string;
}

/**
 * What a save does to one group: access to a slug, or to what is enforced per type and window.
 * `before` and `after` are what stops traffic first (null = no limit); `declared` are the
 * declarations that come, go or change where several count (cascading).
 */
export type LimitChange =
  | { what: "access"; slug: string; after: "granted" | "lost" }
  | {
      what: "limit";
      slug: string;
      type: LimitType;
      unit: LimitUnit;
      before: Enforced | null;
      after: Enforced | null;
      declared: Replacement[];
    };

interface Replacement {
  before: Enforced | null;
  after: Enforced | null;
}

interface Flat extends Enforced {
  kind: LimitKind;
  type: LimitType;
  unit: LimitUnit;
}

/** Exactly what differs between two answers of the limit resolution, in the order of `after`. */
export function limitChanges(
  before: readonly EffectiveModel[],
  after: readonly EffectiveModel[],
): LimitChange[] {
  const changes: LimitChange[] = [];
  const olds = new Map(before.map((model) => [model.slug, model]));
  const fresh = new Set(after.map(({ slug }) => slug));
  for (const model of after) {
    const old = olds.get(model.slug);
    if (!old) changes.push({ what: "access", slug: model.slug, after: "granted" });
    changes.push(...changesOfSlug(model.slug, old ? flat(old) : [], flat(model)));
  }
  for (const model of before) {
    if (!fresh.has(model.slug)) {
      changes.push({ what: "access", slug: model.slug, after: "lost" });
    }
  }
  return changes;
}

function changesOfSlug(slug: string, before: Flat[], after: Flat[]): LimitChange[] {
  const all = [...after, ...before];
  const tuples = all.filter((limit, at) => all.findIndex(sameTuple(limit)) === at);
  return tuples.flatMap((tuple): LimitChange[] => {
    const { type, unit } = tuple;
    const [old, fresh] = [before.filter(sameTuple(tuple)), after.filter(sameTuple(tuple))];
    const declared = replacements(old, fresh);
    if (declared.length === 0) return [];
    const limits = { before: tightest(old), after: tightest(fresh) };
    return [{ what: "limit", slug, type, unit, ...limits, declared }];
  });
}

/** Of one tuple: which declarations differ, a replaced one paired with what replaces it. */
function replacements(before: Flat[], after: Flat[]): Replacement[] {
  const left = [...before];
  const pairs = after.map((limit): Replacement => {
    const same = left.find((other) => other.source === limit.source);
    const replaced = before.length === 1 && after.length === 1 ? left[0] : undefined;
    const partner = same ?? replaced;
    if (partner) left.splice(left.indexOf(partner), 1);
    return { before: partner ? enforced(partner) : null, after: enforced(limit) };
  });
  const gone = left.map((limit): Replacement => ({ before: enforced(limit), after: null }));
  return [...pairs, ...gone].filter((pair) => !isSameLimit(pair.before, pair.after));
}

/** Whether one and the same declaration with the same threshold is meant. */
export function isSameLimit(one: Enforced | null, other: Enforced | null): boolean {
  return one?.threshold === other?.threshold && one?.source === other?.source;
}

/** The one that stops traffic first: all of them count. Of equals, the one nearest to the root. */
function tightest(limits: readonly Flat[]): Enforced | null {
  const [first, ...rest] = limits;
  if (!first) return null;
  return enforced(rest.reduce((low, one) => (one.threshold < low.threshold ? one : low), first));
}

const enforced = ({ threshold, source }: Flat): Enforced => ({ threshold, source });

const sameTuple = (limit: Flat) => (other: Flat) =>
  other.kind === limit.kind && other.type === limit.type && other.unit === limit.unit;

function flat(model: EffectiveModel): Flat[] {
  return [
    ...model.rate_limits.map((limit) => ({
      kind: "rate" as const,
      type: limit.type,
      unit: limit.unit,
      threshold: limit.threshold,
      source: limit.source_group,
    })),
    ...model.usage_limits.map((limit) => ({
      kind: "usage" as const,
      type: limit.type,
      unit: limit.unit,
      threshold: limit.threshold,
      source: limit.source_group,
    })),
  ];
}
