import { isRolling, windowLengthMs } from "../../contracts/limit-windows";
import type { ReserveResult } from "../counter-store";
import { refusedBy, toNeed } from "../refusal";
import { untilMidnightMs } from "../slug-counters";
import { type Answer, type Plan, readWaitMs } from "./redis-plan";

/** Which limit refused and how long to wait, from a refusing answer. */
export function readRefusal(plan: Plan, reply: Buffer, answer: Answer): ReserveResult {
  const { states, tokens, wallMs, day } = answer;
  const midnightMs = untilMidnightMs({ wallMs, steadyMs: wallMs, day });
  const refusals = states
    .map((state, index) => ({ state, need: toNeed(state.limit, tokens), index }))
    .filter(({ state, need }) => state.used + need > state.limit.threshold)
    .map(({ state, need, index }) => {
      const { unit, threshold } = state.limit;
      const neverFits = need > threshold;
      const waitMs = neverFits ? windowLengthMs[unit] : Math.max(1, readWaitMs(plan, reply, index));
      return { state, neverFits, waitMs: isRolling(unit) ? waitMs : midnightMs };
    });
  return refusedBy(refusals, states);
}
