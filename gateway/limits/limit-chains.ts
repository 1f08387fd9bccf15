import type { LimitEnforcement } from "../contracts/group";
import type { EffectiveModel, LimitKind } from "../contracts/limit";
import type { ChainLimit } from "./counter-store";

/**
 * Effective limits as the counters count them, by slug: in CASCADING trees each limit debits the
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
    const asChain =
      (kind: LimitKind) =>
      ({
        source_group,
        ...limit
      }: Pick<ChainLimit, "type" | "unit" | "threshold"> & {
        source_group: string;
      }): ChainLimit => ({
        ...limit,
        kind,
        slug,
        sourceGroupId: source_group,
        counterGroupId: enforcement === "CASCADING" ? source_group : groupId,
      });
    chains.set(slug, [...rate_limits.map(asChain("rate")), ...usage_limits.map(asChain("usage"))]);
  }
  return chains;
}
