/** Source: gateway API, "Billing events", Push. */
export const attemptMsMax = 10_000;
const roundMsMax = 15_000;
const firstWaitMs = 1_000;
const waitMsMax = 5_000;

export interface Round {
  /** Attempts that have ended, and the time that they and the waits between them took. */
  attempts: number;
  spentMs: number;
}

export type Verdict =
  | { status: "delivered" | "dead_letter"; spentMs: number }
  | { status: "pending"; spentMs: number; waitMs: number };

/** Time that one attempt may take: what is left of the round, 10 s at most. */
export function attemptBudgetMs({ spentMs }: Round): number {
  return Math.max(1, Math.min(attemptMsMax, roundMsMax - spentMs));
}

/**
 * What becomes of a delivery after an attempt of `tookMs`. `httpStatus` null = no answer. Time in
 * which no dispatcher ran, or none was free, is not the receiver's and does not count.
 */
export function judgeAttempt(round: Round, httpStatus: number | null, tookMs: number): Verdict {
  const spentMs = round.spentMs + tookMs;
  if (httpStatus !== null && httpStatus >= 200 && httpStatus < 300) {
    return { status: "delivered", spentMs };
  }
  const isFinal = httpStatus !== null && httpStatus >= 400 && httpStatus < 500;
  const waitMs = Math.min(firstWaitMs * 2 ** round.attempts, waitMsMax);
  if (isFinal || spentMs + waitMs >= roundMsMax) return { status: "dead_letter", spentMs };
  return { status: "pending", spentMs: spentMs + waitMs, waitMs };
}
