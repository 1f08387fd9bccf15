import type { DeclaredModel } from "@/gateway/contracts/limit";
import { isRateUnit } from "@/gateway/contracts/limit-windows";
import { type FlatLimit, flattenLimits } from "@/gateway/limits/resolve-limits";
import type { LimitedGroup } from "@/lib/limits/limit-violations";

/** Of each limit that groups declare, the one that declares most: it stands in the way first. */
export function highestBelow(groups: readonly LimitedGroup[]): LimitedGroup[] {
  const highest = new Map<string, { metadata: LimitedGroup["metadata"]; limit: FlatLimit }>();
  for (const { metadata, models } of groups) {
    for (const limit of flattenLimits(models)) {
      const tuple = [limit.slug, limit.kind, limit.type, limit.unit].join(" ");
      const known = highest.get(tuple);
      if (!known || limit.threshold > known.limit.threshold)
        highest.set(tuple, { metadata, limit });
    }
  }
  return [...highest.values()].map(({ metadata, limit }) => ({
    metadata,
    models: [toModel(limit)],
  }));
}

function toModel({ slug, type, unit, threshold }: FlatLimit): DeclaredModel {
  return {
    slug,
    rate_limits: isRateUnit(unit) ? [{ type, unit, threshold }] : [],
    usage_limits: isRateUnit(unit) ? [] : [{ type, unit, threshold }],
  };
}
