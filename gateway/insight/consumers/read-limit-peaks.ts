import { dayMs } from "../../contracts/leaves/time";
import {
  type LimitPeaks,
  type LimitPeaksQuery,
  peakDays,
  peakGroupsMax,
} from "../../contracts/limit-peaks";
import { isRolling, windowLengthMs } from "../../contracts/limit-windows";
import type { Deps } from "../../deps";
import { selectModels } from "../../limits/declared-models-store";
import { modelsBySlug, resolveEffectiveModel } from "../../limits/resolve-limits";
import { findOwnGroup } from "../../management/groups/find-own-group";
import { type GroupRow, selectGroupNames } from "../../management/groups/group-store";
import { nameGroupEver } from "../../management/groups/name-groups";
import { declaringPath } from "../../management/groups/present-groups";
import type { ManagementContext } from "../../platform/http/context";
import { type BusyBucket, selectBusyCallers, selectBusyPool } from "./busy-buckets-store";
import { readBudget, readHours } from "./read-hours";
import { sumUpPeaks } from "./sum-up-peaks";

/** Hours or days of groups that are looked at; the busiest. */
const bucketsMax = 500;

/**
 * Who used more than a threshold in the last seven days, as a limit of this group would have counted
 * it. Days are of the roll-ups; seconds and minutes of the ledger, and only hours are read that used
 * more than the threshold: no other can hold a second or minute that did. 403, 404.
 */
export async function readLimitPeaks(
  { db, clock }: Pick<Deps, "db" | "clock">,
  { workspaceId }: ManagementContext,
  { groupId, ...query }: LimitPeaksQuery & { groupId: string },
  budget = readBudget,
): Promise<LimitPeaks> {
  const { slug, type, unit, threshold } = query;
  const group = await findOwnGroup(db, workspaceId, groupId);
  const fromMs = (Math.floor(clock.now() / dayMs) - peakDays + 1) * dayMs;
  const interval = isRolling(unit) ? "hour" : "day";
  const selection = { workspaceId, groupId, slug, type, threshold, fromMs, interval } as const;
  const isPool = group.limitEnforcement === "CASCADING";
  const busy = isPool
    ? await selectBusyPool(db, selection)
    : await selectBusyCallers(db, selection, bucketsMax + 1);
  const buckets = busy.slice(0, isPool ? busy.length : bucketsMax);
  const counting = isPool ? buckets : await thoseWhoInherit({ db }, group, query, buckets);
  const peaks =
    interval === "hour"
      ? await readHours(
          db,
          counting,
          { workspaceId, slug, type, windowMs: windowLengthMs[unit] },
          { isPool, budget },
        )
      : counting.map(({ groupId, amount, at }) => ({
          ...{ groupId, used: amount, atMs: at.getTime(), isHour: false, isWhole: true },
        }));
  const above = sumUpPeaks(peaks, threshold);
  const named = above.slice(0, peakGroupsMax);
  const names = await selectGroupNames(
    db,
    named.map((peak) => peak.groupId),
  );
  return {
    group_id: group.id,
    ...{ slug, type, unit, threshold },
    from: new Date(fromMs).toISOString(),
    days: peakDays,
    is_whole: buckets.length === busy.length && peaks.every(({ isWhole }) => isWhole),
    groups: named.map(({ groupId: id, used, atMs, isHour, daysAbove, isWhole }) => ({
      group: nameGroupEver(id, names.get(id)),
      used,
      at: new Date(atMs).toISOString(),
      is_hour: isHour,
      days_above: daysAbove,
      is_whole: isWhole,
    })),
    others: above.length - named.length,
  };
}

/** Without the groups for which a closer declaration, below this group, would hold. */
async function thoseWhoInherit(
  { db }: Pick<Deps, "db">,
  group: GroupRow,
  { slug, type, unit }: Pick<LimitPeaksQuery, "slug" | "type" | "unit">,
  buckets: readonly BusyBucket[],
): Promise<BusyBucket[]> {
  const below = new Set(buckets.flatMap(({ path }) => path.slice(1)));
  const declared = await selectModels(db, [...below]);
  const inherits = new Map<string, boolean>([[group.id, true]]);
  return buckets.filter(({ groupId, path }) => {
    const known = inherits.get(groupId);
    if (known !== undefined) return known;
    const way = declaringPath(path.slice(1), declared);
    const model = resolveEffectiveModel(way, group.limitEnforcement, slug);
    const mayCall = modelsBySlug(way.at(-1)?.models ?? []).has(slug);
    const limits = mayCall ? [...model.rate_limits, ...model.usage_limits] : [];
    const isOwn = limits.some((limit) => limit.type === type && limit.unit === unit);
    inherits.set(groupId, !isOwn);
    return !isOwn;
  });
}
