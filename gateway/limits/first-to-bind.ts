import type { ChainLimit, LimitState } from "./counter-store";
import { counterKey, type LimitStates } from "./read-states";

/**
 * Of a chain, the limit that stops traffic first, with its state. One that blocks everything, as a
 * refusal says it too; else the least headroom as a share. A tie goes to the one with less left,
 * then to the nearer. Undefined where nothing limits, or nothing is known.
 */
export function firstToBind(
  chain: readonly ChainLimit[],
  states: LimitStates | null,
): LimitState | undefined {
  let first: { state: LimitState; share: number } | undefined;
  for (const limit of chain) {
    const state = states?.get(counterKey(limit));
    if (!state) continue;
    const share = limit.threshold === 0 ? -1 : state.remaining / limit.threshold;
    const isFirst =
      !first ||
      share < first.share ||
      (share === first.share && state.remaining <= first.state.remaining);
    if (isFirst) first = { state, share };
  }
  return first?.state;
}
