import type { GroupLimits } from "@/gateway/contracts/group-limits";
import type { LimitKind, LimitType, LimitUnit } from "@/gateway/contracts/limit";

/** How far one counting limit stands. */
export interface LiveLimit {
  slug: string;
  kind: LimitKind;
  type: LimitType;
  unit: LimitUnit;
  /** The group that declares it. */
  source: string;
  threshold: number;
  /** null = unknown. */
  used: number | null;
  resetAt: string | null;
  /** Of its slug, the one that stops traffic first. */
  bindsFirst: boolean;
}

/** Names of groups stay with the server's answer: a member may not see those above theirs. */
export interface LiveLimits {
  /** False while the gateway can't read its counters. */
  available: boolean;
  limits: LiveLimit[];
}

export function toLiveLimits({ counters_available: available, models }: GroupLimits): LiveLimits {
  const limits = models.flatMap(({ slug, limits }) =>
    limits.flatMap(({ kind, type, unit, levels }) =>
      levels.flatMap((level): LiveLimit[] => {
        const { source_group: source, threshold, used, reset_at: resetAt } = level;
        if (!level.counts || threshold === null) return [];
        const bindsFirst = level.binds_first;
        return [{ slug, kind, type, unit, source, threshold, used, resetAt, bindsFirst }];
      }),
    ),
  );
  return { available, limits };
}

export function findLive(
  live: LiveLimits,
  limit: Pick<LiveLimit, "slug" | "type" | "unit" | "source">,
): LiveLimit | undefined {
  let index = indexes.get(live);
  if (!index) {
    index = new Map(live.limits.map((one) => [toKey(one), one]));
    indexes.set(live, index);
  }
  return index.get(toKey(limit));
}

/** Each row of each table looks one up, at each answer. */
const indexes = new WeakMap<LiveLimits, ReadonlyMap<string, LiveLimit>>();

function toKey({ slug, type, unit, source }: Parameters<typeof findLive>[1]): string {
  return `${slug} ${type} ${unit} ${source}`;
}

/** Equal as long as the same limits are enforced; use is not part of it. */
export function enforcedText(
  limits: readonly Pick<LiveLimit, "slug" | "type" | "unit" | "source" | "threshold">[],
): string {
  return limits
    .map(({ slug, type, unit, source, threshold }) =>
      [slug, type, unit, source, threshold].join(" "),
    )
    .sort()
    .join("\n");
}
