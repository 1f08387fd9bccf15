import type {
  DeclaredModel,
  EffectiveModel,
  LimitKind,
  LimitType,
  LimitUnit,
} from "@/gateway/contracts/limit";
import {
  isUsualWindow,
  limitTypes,
  limitUnits,
  windowKind,
} from "@/gateway/contracts/limit-windows";
import type { UsageEntry } from "@/gateway/contracts/usage";
import { findLive, type LiveLimits } from "./live-limits";

/** One line of a limits table: one counting declaration, or "no limit" (effective: null). */
export interface LimitRow {
  kind: LimitKind;
  type: LimitType;
  unit: LimitUnit;
  /** What this group itself declares; null = nothing here. */
  declared: number | null;
  effective: { threshold: number; source: string } | null;
  /** In a cascading tree: a further line of the same limit. */
  isContinuation: boolean;
  used: UsedNow;
  /** The one of its slug that stops traffic first; null = not known. */
  bindsFirst: boolean | null;
}

export type UsedNow =
  | { state: "known"; used: number; threshold: number; resetAt: string | null }
  /** `reason` is shown on hover. */
  | { state: "unknown"; reason: string }
  | { state: "none" };

/** Rates before usage, of each type the usual windows first. */
const kinds = ["rate", "usage"] as const;
const order = kinds.flatMap((kind) => {
  const units = limitUnits.filter((unit) => windowKind[unit] === kind);
  const usualFirst = units.sort((a, b) => Number(isUsualWindow[b]) - Number(isUsualWindow[a]));
  return limitTypes.flatMap((type) => usualFirst.map((unit) => ({ kind, type, unit })));
});

export const rateUseUnknown = "This server does not report the use of rate windows";
export const liveUseUnknown = "The gateway can't tell the use of its limits right now";
const otherPool = "The server reports the use of the pool with the least left only";
const usageUnavailable = "The usage of this group could not be read";

/**
 * Where the use of limits is known from: the gateway's counters (`live`, null = unreadable now), or
 * on a server without that, a slug's entries of the usage answer (null = it could not be read).
 */
export type UseSource = { live: LiveLimits | null } | { usage: readonly UsageEntry[] | null };

/**
 * The lines of one slug's table: every effective limit, and "no limit" for the usual ones that
 * nothing limits.
 */
export function limitRows(
  groupId: string,
  effective: EffectiveModel,
  declared: DeclaredModel | undefined,
  use: UseSource,
): LimitRow[] {
  return order.flatMap(({ kind, type, unit }): LimitRow[] => {
    const same = (limit: { type: LimitType; unit: LimitUnit }) =>
      limit.type === type && limit.unit === unit;
    const limits = (kind === "rate" ? effective.rate_limits : effective.usage_limits).filter(same);
    const own = (kind === "rate" ? declared?.rate_limits : declared?.usage_limits)?.find(same);
    if (limits.length === 0) {
      if (!isUsualWindow[unit]) return [];
      const nothing = { declared: null, effective: null, isContinuation: false };
      return [{ kind, type, unit, ...nothing, used: { state: "none" }, bindsFirst: false }];
    }
    const lines = limits.map(({ threshold, source_group: source }) => ({ threshold, source }));
    return lines.map((line, index) => ({
      kind,
      type,
      unit,
      declared: line.source === groupId ? (own?.threshold ?? line.threshold) : null,
      effective: line,
      isContinuation: index > 0,
      ...("live" in use
        ? liveUse(use.live, { slug: effective.slug, type, unit, source: line.source })
        : { used: usedNow(kind, type, line, lines, use.usage), bindsFirst: null }),
    }));
  });
}

function liveUse(
  live: LiveLimits | null,
  limit: Parameters<typeof findLive>[1],
): Pick<LimitRow, "used" | "bindsFirst"> {
  const found = live && findLive(live, limit);
  if (!found || found.used === null) {
    return { used: { state: "unknown", reason: liveUseUnknown }, bindsFirst: null };
  }
  const { used, threshold, resetAt } = found;
  // With nothing used, nothing is about to stop traffic; a block does always.
  const bindsFirst = found.bindsFirst && (used > 0 || threshold === 0);
  return { used: { state: "known", used, threshold, resetAt }, bindsFirst };
}

function usedNow(
  kind: LimitKind,
  type: LimitType,
  line: { threshold: number; source: string },
  lines: readonly { threshold: number; source: string }[],
  usage: readonly UsageEntry[] | null,
): UsedNow {
  if (kind === "rate") return { state: "unknown", reason: rateUseUnknown };
  if (!usage) return { state: "unknown", reason: usageUnavailable };
  const entry = usage.find((candidate) => candidate.type === type);
  if (!entry) return { state: "unknown", reason: "The server reports no use of this limit" };
  if (!isPoolAmong(entry, line, lines)) return { state: "unknown", reason: otherPool };
  // null and 0 mean the same: nothing yet since midnight UTC.
  const resetAt = entry.reset_at ?? null;
  return { state: "known", used: entry.current_usage ?? 0, threshold: line.threshold, resetAt };
}

/** Several levels limit the same tuple, but usage has one entry: the pool with the least left. */
function isPoolAmong(
  entry: UsageEntry,
  line: { threshold: number; source: string },
  lines: readonly { threshold: number; source: string }[],
): boolean {
  if (lines.length === 1) return true;
  if (entry.source_group !== undefined) return entry.source_group === line.source;
  const alike = lines.filter((candidate) => candidate.threshold === entry.threshold);
  return alike.length === 1 && alike[0] === line;
}
