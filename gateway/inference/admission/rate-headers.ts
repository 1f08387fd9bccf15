import { hourMs, minuteMs } from "../../contracts/leaves/time";
import type { LimitType } from "../../contracts/limit";
import type { LimitState } from "../../limits/counter-store";
import type { RawHeaders } from "../request/raw-headers";

interface HeaderNames {
  limit: string;
  remaining: string;
  reset: string;
}

const toNames = (unit: "requests" | "tokens"): HeaderNames => ({
  limit: `x-ratelimit-limit-${unit}`,
  remaining: `x-ratelimit-remaining-${unit}`,
  reset: `x-ratelimit-reset-${unit}`,
});
const headerNames: Record<LimitType, HeaderNames> = {
  REQUEST: toNames("requests"),
  TOKEN: toNames("tokens"),
};

/**
 * OpenAI's `x-ratelimit-{limit,remaining,reset}-{requests,tokens}` for the tightest limit of each
 * type: the one with the least left; a tie goes to the one that resets last.
 */
export function toRateHeaders(states: readonly LimitState[]): RawHeaders {
  let requests: LimitState | undefined;
  let tokens: LimitState | undefined;
  for (const state of states) {
    if (state.limit.type === "REQUEST") requests = pickTighter(requests, state);
    else tokens = pickTighter(tokens, state);
  }
  const headers: RawHeaders = [];
  addHeaders(headers, requests);
  addHeaders(headers, tokens);
  return headers;
}

function addHeaders(headers: RawHeaders, tightest: LimitState | undefined): void {
  if (!tightest) return;
  const names = headerNames[tightest.limit.type];
  headers.push(
    names.limit,
    String(tightest.limit.threshold),
    names.remaining,
    String(tightest.remaining),
    names.reset,
    formatDuration(tightest.resetMs),
  );
}

function pickTighter(least: LimitState | undefined, state: LimitState): LimitState {
  return least && !isTighter(state, least) ? least : state;
}

function isTighter(a: LimitState, b: LimitState): boolean {
  return a.remaining < b.remaining || (a.remaining === b.remaining && a.resetMs > b.resetMs);
}

/** As OpenAI writes durations: `17ms`, `1.2s`, `6m0s`, `7h12m0s`. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms));
  if (whole < 1_000) return `${whole}ms`;
  const hours = Math.floor(whole / hourMs);
  const minutes = Math.floor((whole % hourMs) / minuteMs);
  const seconds = (whole % minuteMs) / 1_000;
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
