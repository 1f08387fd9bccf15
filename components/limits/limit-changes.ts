import type { EffectiveModel, LimitKind, LimitType, LimitUnit } from "@/gateway/contracts/limit";

export interface Enforced {
  threshold: number;
  /** Id of the group that declares it. */
  source: string;
}

/** What a save does to one group: access to a slug, or one enforced limit (null = no limit). */
export type LimitChange =
  | { what: "access"; slug: string; after: "granted" | "lost" }
  | {
      what: "limit";
      slug: string;
      type: LimitType;
      unit: LimitUnit;
      before: Enforced | null;
      after: Enforced | null;
    };

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
  for (const model of after) {
    const old = before.find((candidate) => candidate.slug === model.slug);
    if (!old) changes.push({ what: "access", slug: model.slug, after: "granted" });
    changes.push(...changesOfSlug(model.slug, old ? flat(old) : [], flat(model)));
  }
  for (const model of before) {
    if (!after.some((candidate) => candidate.slug === model.slug)) {
      changes.push({ what: "access", slug: model.slug, after: "lost" });
    }
  }
  return changes;
}

function changesOfSlug(slug: string, before: Flat[], after: Flat[]): LimitChange[] {
  const change = (from: Flat | undefined, to: Flat | undefined): LimitChange[] => {
    const limit = to ?? from;
    if (!limit || (from && to && from.threshold === to.threshold && from.source === to.source)) {
      return [];
    }
    const enforced = (one: Flat | undefined) =>
      one ? { threshold: one.threshold, source: one.source } : null;
    const { type, unit } = limit;
    return [{ what: "limit", slug, type, unit, before: enforced(from), after: enforced(to) }];
  };
  const left = [...before];
  const pairs = after.map((limit) => {
    const partner = partnerOf(limit, left, before, after);
    if (partner) left.splice(left.indexOf(partner), 1);
    return { from: partner, to: limit };
  });
  return [
    ...pairs.flatMap(({ from, to }) => change(from, to)),
    ...left.flatMap((limit) => change(limit, undefined)),
  ];
}

/** The same declaration, else (where one tuple has one line before and after) the one it replaces. */
function partnerOf(limit: Flat, left: Flat[], before: Flat[], after: Flat[]): Flat | undefined {
  const sameTuple = (other: Flat) =>
    other.kind === limit.kind && other.type === limit.type && other.unit === limit.unit;
  const exact = left.find((other) => sameTuple(other) && other.source === limit.source);
  if (exact) return exact;
  const single = before.filter(sameTuple).length === 1 && after.filter(sameTuple).length === 1;
  return single ? left.find(sameTuple) : undefined;
}

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
