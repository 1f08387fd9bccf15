import type { LimitState, ReserveResult } from "./counter-store";
import { type Answer, type Plan, readWaitMs } from "./redis-plan";
import { untilMidnightMs, windowLengthMs } from "./slug-counters";

/** Which limit refused and how long to wait, from a refusing answer. */
export function readRefusal(plan: Plan, reply: Buffer, answer: Answer): ReserveResult {
  const { states, tokens, wallMs, day } = answer;
  const midnightMs = untilMidnightMs({ wallMs, steadyMs: wallMs, day });
  const refusals = states
    .map((state, index) => ({ state, need: needOf(state, tokens), index }))
    .filter(({ state, need }) => state.used + need > state.limit.threshold)
    .map(({ state, need, index }) => {
      const { unit, threshold } = state.limit;
      const neverFits = need > threshold;
      const waitMs = neverFits ? windowLengthMs[unit] : Math.max(1, readWaitMs(plan, reply, index));
      return { state, neverFits, waitMs: unit === "DAY" ? midnightMs : waitMs };
    })
    .sort((a, b) => Number(b.neverFits) - Number(a.neverFits) || b.waitMs - a.waitMs);
  const [binding] = refusals;
  if (!binding) throw new Error("a refusal needs a limit that refuses");
  return {
    admitted: false,
    binding: binding.state,
    retryAfterMs: Math.max(...refusals.map(({ waitMs }) => waitMs)),
    neverFits: binding.neverFits,
    states,
  };
}

/** A threshold of 0 blocks even a request that would need nothing of it. */
function needOf({ limit }: LimitState, tokens: number): number {
  return limit.type === "TOKEN" ? Math.max(1, tokens) : 1;
}
