import type { LimitType, LimitUnit } from "../../gateway/contracts/limit";
import type { FlatLimit } from "../../gateway/limits/resolve-limits";
import type { Random } from "./random";
import type { SampleGroup } from "./sample-tree";
import type { TodayUsage } from "./today-usage";

export interface SampleLimit extends FlatLimit {
  group: SampleGroup;
}

/** Per level, root first: what a limit of the kind usually is there. */
const usual = {
  SECOND: { TOKEN: [40_000, 20_000, 10_000, 5_000, 2_000], REQUEST: [200, 100, 50, 20, 10] },
  MINUTE: { TOKEN: [2e6, 1e6, 5e5, 2e5, 1e5], REQUEST: [6_000, 3_000, 1_200, 600, 300] },
  DAY: { TOKEN: [5e7, 2e7, 1e7, 5e6, 1e6], REQUEST: [50_000, 20_000, 10_000, 5_000, 2_000] },
} satisfies Partial<Record<LimitUnit, Record<LimitType, number[]>>>;

/** Of a window that the sample declares. */
type Tuple = Pick<FlatLimit, "slug" | "kind" | "type"> & { unit: keyof typeof usual };

/**
 * Declares limits on the groups, children first, so that no cascading limit exceeds an ancestor's
 * and no daily limit lies below what the sample used today. Roots declare most; a few limits are 0.
 */
export function sampleLimits(
  groups: readonly SampleGroup[],
  today: TodayUsage,
  random: Random,
): SampleLimit[] {
  const limits: SampleLimit[] = [];
  /** Highest threshold per tuple at or below a group: a parent's must not be lower. */
  const highest = new Map<string, number>();
  for (const group of [...groups].reverse()) {
    for (const tuple of chooseTuples(group, random)) {
      const floor = highest.get(toKey(group.id, tuple)) ?? 0;
      const threshold = chooseThreshold({ group, tuple, floor, today, random });
      limits.push({ group, ...tuple, threshold });
      for (const id of group.path) raise(highest, toKey(id, tuple), threshold);
    }
  }
  return limits;
}

function chooseTuples(group: SampleGroup, random: Random): Tuple[] {
  const isRoot = group.parent === null;
  return group.slugs.flatMap((slug, index) => {
    const tuples: Tuple[] = [];
    const declares = (share: number) => random.next() < (isRoot && index === 0 ? 1 : share);
    const unit = random.next() < 0.85 ? "MINUTE" : "SECOND";
    if (declares(isRoot ? 0.8 : 0.35)) tuples.push({ slug, kind: "rate", type: "TOKEN", unit });
    if (declares(isRoot ? 0.5 : 0.15)) {
      tuples.push({ slug, kind: "rate", type: "REQUEST", unit: "MINUTE" });
    }
    if (declares(isRoot ? 0.8 : 0.3)) {
      tuples.push({ slug, kind: "usage", type: "TOKEN", unit: "DAY" });
    }
    if (random.next() < 0.1) tuples.push({ slug, kind: "usage", type: "REQUEST", unit: "DAY" });
    return tuples;
  });
}

interface ThresholdInput {
  group: SampleGroup;
  tuple: Tuple;
  floor: number;
  today: TodayUsage;
  random: Random;
}

function chooseThreshold({ group, tuple, floor, today, random }: ThresholdInput): number {
  const cascading = group.limitEnforcement === "CASCADING";
  const used =
    tuple.kind === "usage" ? today.needed({ id: group.id, cascading }, tuple.slug, tuple.type) : 0;
  const least = Math.max(used, cascading ? floor : 0);
  if (least === 0 && random.next() < 0.004) return 0;
  const level = group.path.length - 1;
  const base = (usual[tuple.unit][tuple.type][level] ?? 1) * random.pick([0.5, 1, 1, 1, 2]);
  // Where something was used, leave from nearly nothing to a lot of room.
  const wanted = used > 0 ? used * random.pick([1.02, 1.15, 1.6, 3, 8]) : base;
  return Math.max(rounded(wanted), least);
}

/** Two significant digits, never down: what a person would have typed. */
function rounded(value: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / step) * step;
}

function toKey(groupId: string, { slug, kind, type, unit }: Tuple): string {
  return `${groupId} ${slug} ${kind} ${type} ${unit}`;
}

function raise(highest: Map<string, number>, key: string, value: number): void {
  if (value > (highest.get(key) ?? -1)) highest.set(key, value);
}
