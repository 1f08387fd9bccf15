import "server-only";
import type { Group } from "@/gateway/contracts/group";
import { dayMs } from "@/gateway/contracts/leaves/time";
import { operations } from "@/gateway/contracts/operations/operations";
import type { GroupUsage, UsageEntry } from "@/gateway/contracts/usage";
import type { UsageHistory } from "@/gateway/contracts/usage-history";
import { callGateway } from "@/lib/gateway/gateway-client";
import type { PathGroup } from "@/lib/groups/group-path";
import { burnDown } from "./burn-down";
import type { BurnDownModel } from "./chart-model";

export interface BurnDownSource {
  group: Group;
  /** The way down to it. A pool of a group whose name the member may not see has no chart. */
  path: PathGroup[];
  usage: GroupUsage;
}

const slugsMax = 1_000;

/**
 * The day so far of each daily limit of a group that was drawn from. The caller has authorized the
 * group. What can't be read is left out: the figures of `usage` stand beside it.
 */
export async function readBurnDowns(
  { group, path, usage }: BurnDownSource,
  nowMs: number,
): Promise<BurnDownModel[]> {
  const isPool = group.hierarchy.limit_enforcement === "CASCADING";
  const findCounter = (entry: UsageEntry) => (isPool ? (entry.source_group ?? group.id) : group.id);
  const visible = new Set(path.filter(({ name }) => name !== null).map(({ id }) => id));
  const entries = Object.entries(usage.usage).flatMap(([slug, list]) =>
    list
      .filter((entry) => entry.threshold > 0 && (entry.current_usage ?? 0) > 0)
      .filter((entry) => visible.has(findCounter(entry)))
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
