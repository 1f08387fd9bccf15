import type { LimitEnforcement } from "../contracts/group";
import type { EffectiveModel, LimitKind } from "../contracts/limit";
import type { ChainLimit } from "./counter-store";

type DeclaredLimit = Pick<ChainLimit, "type" | "unit" | "threshold"> & { source_group: string };

/**
 * Effective limits as the counters count them, by slug: in CASCADING trees each limit charges the
 * pool of the group that declares it, else the calling group's own counter. Admission decides with
 * these, and the explanation reads them.
 */
export function limitChains(
  models: readonly EffectiveModel[],
  groupId: string,
  enforcement: LimitEnforcement,
): Map<string, ChainLimit[]> {
  const chains = new Map<string, ChainLimit[]>();
  for (const { slug, rate_limits, usage_limits } of models) {
    // Member by member: objects that a spread makes are slow to read, and every decision reads these.
    const asChain =
      (kind: LimitKind) =>
      ({ source_group, type, unit, threshold }: DeclaredLimit): ChainLimit => ({
        counterGroupId: enforcement === "CASCADING" ? source_group : groupId,
        sourceGroupId: source_group,
        slug,
        kind,
        type,
        unit,
        threshold,
      });
    chains.set(slug, [...rate_limits.map(asChain("rate")), ...usage_limits.map(asChain("usage"))]);
  }
  return chains;
}
