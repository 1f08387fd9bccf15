import type { GroupLimits } from "@/gateway/contracts/group-limits";
import type { LimitType, LimitUnit } from "@/gateway/contracts/limit";
import type { RefusedLimit, RequestRecord } from "@/gateway/contracts/request";

/** One limit that the call had to pass. */
export interface Charge {
  type: LimitType;
  unit: LimitUnit;
  /** The group that declares it. `name` is null above what the member may see. */
  source: { id: string; name: string | null };
  threshold: number;
  /** What this call took from it. */
  took: number;
  /** By everything it counts, this call included; null = the counters can't be read. */
  used: number | null;
  /** It refused the call. */
  refused: boolean;
}

export interface Charges {
  outcome: RequestRecord["outcome"];
  group: { id: string; name: string | null } | null;
  /** What was billed; null = nothing. */
  billed: { prompt: number; completion: number; cached: number; isEstimated: boolean } | null;
  charges: Charge[];
}

/** Of a request's record, what these need. Names above a member's subtree are null already. */
type Call = Pick<RequestRecord, "outcome" | "model_slug" | "event" | "refusal"> & {
  groups: { id: string; name: string | null }[];
};

/** What a call took from each of its limits, beside how those stand now. */
export function toCharges(call: Call, limits: GroupLimits): Charges {
  const { outcome, event, refusal, groups } = call;
  const billed = event && {
    prompt: event.tokens.inputTokens,
    completion: event.tokens.outputTokens,
    cached: event.tokens.cachedInputTokens,
    isEstimated: event.estimated,
  };
  const findSource = (id: string) => groups.find((group) => group.id === id) ?? { id, name: null };
  const shared = { outcome, group: groups.at(-1) ?? null, billed };
  if (refusal) {
    const refused = refusal.limits.map((limit) => refusedLine(limit, refusal.binding, findSource));
    return { ...shared, charges: refused };
  }
  const tokens = billed ? billed.prompt + billed.completion : 0;
  const model = limits.models.find(({ slug }) => slug === call.model_slug);
  const charges = (model?.limits ?? []).flatMap(({ type, unit, levels }) =>
    levels.flatMap(({ source_group, threshold, counts, used }): Charge[] => {
      if (!counts || threshold === null) return [];
      const took = type === "TOKEN" ? tokens : 1;
      const source = findSource(source_group);
      return [{ type, unit, source, threshold, took, used, refused: false }];
    }),
  );
  return { ...shared, charges };
}

/** Of a refusal, the moment counts: a second later its counters stand elsewhere. */
function refusedLine(
  { type, unit, threshold, used, source_group }: RefusedLimit,
  binding: RefusedLimit,
  findSource: (id: string) => Charge["source"],
): Charge {
  const refused =
    type === binding.type && unit === binding.unit && source_group === binding.source_group;
  return { type, unit, source: findSource(source_group), threshold, took: 0, used, refused };
}
