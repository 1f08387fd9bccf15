import type { LimitEnforcement } from "../../contracts/group";
import type { EffectiveUsageLimit } from "../../contracts/limit";
import type { GroupUsage, UsageEntry } from "../../contracts/usage";
import type { Deps } from "../../deps";
import type { DayUsage } from "../../limits/counter-store";
import type { ManagementContext } from "../../platform/http/context";
import { findOwnGroup } from "./find-own-group";
import { presentOneGroup } from "./present-groups";

/**
 * Today's consumption (UTC) against each effective daily limit; of several levels that limit the
 * same tuple the one with the least left, a tie going to the nearest. Source: gateway API, "Usage".
 */
export async function readGroupUsage(
  deps: Deps,
  { workspaceId }: ManagementContext,
  groupId: string,
): Promise<GroupUsage> {
  const row = await findOwnGroup(deps.db, workspaceId, groupId);
  const { effective_models: models } = await presentOneGroup(deps.db, row);
  const findPool = (limit: EffectiveUsageLimit) =>
    row.limitEnforcement === "CASCADING" ? limit.source_group : row.id;

  const keys = new Map<string, { groupId: string; slug: string }>();
  for (const { slug, usage_limits } of models) {
    for (const limit of usage_limits) {
      keys.set(toKey(findPool(limit), slug), { groupId: findPool(limit), slug });
    }
  }
  const days =
    keys.size === 0 ? [] : await deps.counters.readDay([...keys.values()], row.path[0] ?? row.id);
  const byKey = new Map(days.map((day) => [toKey(day.groupId, day.slug), day]));

  const resetAt = nextMidnight(deps.clock.now()).toISOString();
  const usage: GroupUsage["usage"] = {};
  for (const { slug, usage_limits } of models) {
    const entries = usage_limits.map((limit) =>
      toEntry(limit, byKey.get(toKey(findPool(limit), slug)), resetAt, row.limitEnforcement),
    );
    if (entries.length > 0) usage[slug] = tightestOfEachTuple(entries);
  }
  return { customer_id: row.externalEntityId, usage };
}

function toEntry(
  { type, unit, threshold, source_group }: EffectiveUsageLimit,
  day: DayUsage | undefined,
  resetAt: string,
  enforcement: LimitEnforcement,
): UsageEntry {
  const entry: UsageEntry = {
    type,
    unit,
    threshold,
    current_usage: day ? (type === "TOKEN" ? day.tokens : day.requests) : null,
    reset_at: day ? resetAt : null,
  };
  return enforcement === "CASCADING" ? { ...entry, source_group } : entry;
}

/** Entries come root first, so of two with as much left the later one is the nearer. */
function tightestOfEachTuple(entries: readonly UsageEntry[]): UsageEntry[] {
  const tightest = new Map<string, UsageEntry>();
  for (const entry of entries) {
    const tuple = `${entry.type} ${entry.unit}`;
    const other = tightest.get(tuple);
    if (!other || left(entry) <= left(other)) tightest.set(tuple, entry);
  }
  return [...tightest.values()];
}

function left({ threshold, current_usage }: UsageEntry): number {
  return threshold - (current_usage ?? 0);
}

function toKey(groupId: string, slug: string): string {
  return `${groupId} ${slug}`;
}

function nextMidnight(nowMs: number): Date {
  const next = new Date(nowMs);
  next.setUTCHours(24, 0, 0, 0);
  return next;
}
