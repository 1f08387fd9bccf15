import { dayMs } from "@/gateway/contracts/leaves/time";
import "server-only";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import { operations } from "@/gateway/contracts/operations/operations";
import type { GroupUsage, UsageEntry } from "@/gateway/contracts/usage";
import type { UsageHistory } from "@/gateway/contracts/usage-history";
import { callGateway } from "@/lib/gateway/gateway-client";
import { burnDown } from "./burn-down";
import type { BurnDownModel } from "./chart-model";

export interface BurnDownSource {
  groupId: string;
  enforcement: LimitEnforcement;
  usage: GroupUsage;
  /** Groups whose traffic the member may see; a pool above these has no chart. */
  visibleIds: readonly string[];
}

const slugsMax = 1_000;

/**
 * The day so far of each daily limit of a group that was drawn from. The caller has authorized the
 * group. What can't be read is left out: the figures of `usage` stand beside it.
 */
export async function readBurnDowns(
  { groupId, enforcement, usage, visibleIds }: BurnDownSource,
  nowMs: number,
): Promise<BurnDownModel[]> {
  const isPool = enforcement === "CASCADING";
  const findCounter = (entry: UsageEntry) => (isPool ? (entry.source_group ?? groupId) : groupId);
  const entries = Object.entries(usage.usage).flatMap(([slug, list]) =>
    list
      .filter((entry) => entry.threshold > 0 && (entry.current_usage ?? 0) > 0)
      .filter((entry) => visibleIds.includes(findCounter(entry)))
      .map((entry) => ({ slug, entry })),
  );
  const counters = [...new Set(entries.map(({ entry }) => findCounter(entry)))];
  const histories = new Map<string, UsageHistory>();
  await Promise.all(
    counters.map(async (counterGroupId) => {
      const read = await readDay(counterGroupId, isPool, nowMs);
      if (read.ok) histories.set(counterGroupId, read.data);
    }),
  );
  return entries.flatMap(({ slug, entry }) => {
    const history = histories.get(findCounter(entry));
    if (!history) return [];
    const points = history.consumers.find((consumer) => consumer.slug === slug)?.points ?? [];
    return [burnDown(slug, entry, { points }, nowMs)];
  });
}

function readDay(groupId: string, includeSubtree: boolean, nowMs: number) {
  const now = new Date(nowMs);
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  return callGateway(operations.readUsageHistory, {
    query: {
      group_id: groupId,
      include_subtree: includeSubtree ? "true" : "false",
      from: new Date(midnight).toISOString(),
      to: new Date(midnight + dayMs).toISOString(),
      interval: "hour",
      by: "slug",
      limit: slugsMax,
    },
  });
}
