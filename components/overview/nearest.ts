import type { Headroom, UsedLimit } from "@/gateway/contracts/headroom";
import { hiddenSource } from "@/lib/limits/limit-source";

/** A limit that is used by at least half, at the group whose traffic it counts. */
export interface NearLimit extends Pick<UsedLimit, "type" | "unit" | "threshold" | "used"> {
  slug: string;
  /** null = above what the member sees. */
  groupId: string | null;
  label: string;
  /** Names of the groups above it, as far as the member sees, root first. */
  above: string[];
  resetAt: string;
}

export interface NearestLimits {
  state: "known" | "unknown" | "idle";
  /** Only those that called most today were looked at. */
  isPartial: boolean;
  limits: NearLimit[];
}

const answeredMax = 20;
const shareMin = 0.5;

/**
 * The limits with least left, each once however many groups share it. What blocks is no limit that
 * anybody comes near to.
 */
export function findNearestLimits(headroom: Headroom): NearestLimits {
  const { counters_available: isKnown, truncated: isPartial, pairs, groups } = headroom;
  const limits = new Map<string, UsedLimit & { slug: string; path: string[] }>();
  for (const { slug, limit, path } of pairs) {
    if (!limit || limit.threshold === 0 || limit.share < shareMin) continue;
    const { counter_group, type, unit } = limit;
    limits.set(`${counter_group} ${slug} ${type} ${unit}`, { ...limit, slug, path });
  }
  const byId = new Map(groups.map((group) => [group.id, group]));
  const findName = (id: string) => {
    const group = byId.get(id);
    return group && (group.name || group.external_entity_id);
  };
  return {
    state: pairs.length === 0 ? "idle" : isKnown ? "known" : "unknown",
    isPartial,
    limits: [...limits.values()]
      .sort((a, b) => b.share - a.share)
      .slice(0, answeredMax)
      .map(({ slug, path, type, unit, threshold, used, reset_at: resetAt, counter_group: id }) => {
        const name = findName(id);
        const above = path
          .slice(0, Math.max(0, path.indexOf(id)))
          .flatMap((a) => findName(a) ?? []);
        return {
          ...{ slug, type, unit, threshold, used, resetAt, above },
          groupId: name === undefined ? null : id,
          label: name ?? hiddenSource,
        };
      }),
  };
}
