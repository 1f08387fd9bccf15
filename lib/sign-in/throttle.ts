import type { DashboardDatabase } from "../db/open-database";
import {
  countFailedAttempts,
  deleteAttemptsBefore,
  insertAttempt,
  lockAttemptsFrom,
} from "../db/sign-in-attempt-store";

export const throttle = {
  windowMs: 15 * 60 * 1000,
  /** Failed tries for one address of mail from one network address. */
  perEmailAndIp: 5,
  /** Failed tries from one network address, whoever they were for. */
  perIp: 30,
} as const;

/**
 * When may the next try be made, given the failed ones that still count (oldest first)?
 * @returns milliseconds since the epoch, or null: now
 */
export function retryAtMs(attemptsMs: readonly number[], allowed: number): number | null {
  const blocking = attemptsMs[attemptsMs.length - allowed];
  return blocking === undefined ? null : blocking + throttle.windowMs;
}

/**
 * Takes one try, before the password is looked at; it counts as failed until forgiven.
 * @returns null when the try may go on, else the moment (ms) from which one may
 */
export function takeSignInAttempt(
  db: DashboardDatabase,
  attempt: { email: string; ip: string },
  nowMs: number,
): Promise<number | null> {
  return db.transaction(async (tx) => {
    await lockAttemptsFrom(tx, attempt.ip);
    const counted = await countFailedAttempts(tx, attempt, nowMs - throttle.windowMs);
    const waits = [
      retryAtMs(counted.sameEmailMs, throttle.perEmailAndIp),
      retryAtMs(counted.sameIpMs, throttle.perIp),
    ].filter((wait) => wait !== null);
    if (waits.length > 0) return Math.max(...waits);
    await insertAttempt(tx, attempt, nowMs);
    await deleteAttemptsBefore(tx, nowMs - 24 * 60 * 60 * 1000);
    return null;
  });
}
