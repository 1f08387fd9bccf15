import type { ChainLimit, LimitState, ReserveResult } from "./counter-store";

/** What a refusing limit says: how long, and whether waiting helps at all. */
export interface Refusal {
  state: LimitState;
  neverFits: boolean;
  waitMs: number;
}

/** What a request needs of a limit. A threshold of 0 blocks even one that would need nothing of it. */
export function toNeed({ type }: Pick<ChainLimit, "type">, tokens: number): number {
  return type === "TOKEN" ? Math.max(1, tokens) : 1;
}

/** The answer of the limits that refuse: the one with the longest wait binds, hopeless ones first. */
export function refusedBy(refusals: readonly Refusal[], states: LimitState[]): ReserveResult {
  const [binding] = refusals.toSorted(
    (a, b) => Number(b.neverFits) - Number(a.neverFits) || b.waitMs - a.waitMs,
  );
  if (!binding) throw new Error("a refusal needs a limit that refuses");
  return {
    admitted: false,
    binding: binding.state,
    retryAfterMs: Math.max(...refusals.map(({ waitMs }) => waitMs)),
    neverFits: binding.neverFits,
    states,
  };
}
