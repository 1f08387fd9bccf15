import type { LimitType } from "../contracts/limit";
import type { LimitState } from "../limits/counter-store";

/**
 * OpenAI's `x-ratelimit-{limit,remaining,reset}-{requests,tokens}` for the tightest limit of each
 * type: the one with the least left; a tie goes to the one that resets last.
 */
export function rateHeadersOf(states: readonly LimitState[]): Record<string, string> {
  return { ...headersOf(states, "REQUEST", "requests"), ...headersOf(states, "TOKEN", "tokens") };
}

function headersOf(
  states: readonly LimitState[],
  type: LimitType,
  name: string,
): Record<string, string> {
  let tightest: LimitState | undefined;
  for (const state of states) {
    if (state.limit.type !== type) continue;
    if (!tightest || isTighter(state, tightest)) tightest = state;
  }
  if (!tightest) return {};
  return {
    [`x-ratelimit-limit-${name}`]: String(tightest.limit.threshold),
    [`x-ratelimit-remaining-${name}`]: String(tightest.remaining),
    [`x-ratelimit-reset-${name}`]: durationOf(tightest.resetMs),
  };
}

function isTighter(a: LimitState, b: LimitState): boolean {
  return a.remaining < b.remaining || (a.remaining === b.remaining && a.resetMs > b.resetMs);
}

/** As OpenAI writes durations: `17ms`, `1.2s`, `6m0s`, `7h12m0s`. */
export function durationOf(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms));
  if (whole < 1_000) return `${whole}ms`;
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor((whole % 3_600_000) / 60_000);
  const seconds = (whole % 60_000) / 1_000;
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
