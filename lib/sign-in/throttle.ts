import { hourMs, minuteMs } from "../../gateway/contracts/leaves/time";
import type { DashboardDatabase } from "../db/open-database";
import {
  countFailedAttempts,
  deleteAttemptsBefore,
  insertAttempt,
  lockAttempts,
  type SignInTry,
} from "../db/sign-in-attempt-store";
import { toNetwork } from "../http/to-network";

export const throttle = {
  windowMs: 15 * minuteMs,
  /** Failed tries for one account from one network. */
  perAccountAndNetwork: 5,
  /** Failed tries from one network, whoever they were for. */
  perNetwork: 30,
  /** Failed tries for one account, from wherever; with those of known devices ten. */
  perAccount: 8,
  /** Kept for browsers that the account was signed in with: strangers can't use these up. */
  perAccountKnown: 2,
  /** From so many failed tries of strangers in a day on, each waits, longer and longer. */
  patientFrom: 10,
  dayMs: 24 * hourMs,
} as const;

export type TakenAttempt =
  | { ok: true; attempt: SignInTry & { id: string } }
  /** The moment (ms) from which one may try. */
  | { ok: false; retryAtMs: number };

/**
 * When may the next try be made, given the failed ones that still count (oldest first)?
 * @returns milliseconds since the epoch, or null: now
 */
export function retryAtMs(attemptsMs: readonly number[], allowed: number): number | null {
  const blocking = attemptsMs[attemptsMs.length - allowed];
  return blocking === undefined ? null : blocking + throttle.windowMs;
}

/** How long after the last of so many failed tries of a day the next one may be made. */
export function patienceMs(failedToday: number): number {
  if (failedToday < throttle.patientFrom) return 0;
  const steps = Math.floor((failedToday - throttle.patientFrom) / 5);
  return Math.min(throttle.windowMs, 30_000 * 2 ** steps);
}

/**
 * Takes one try, before the password is looked at; it counts as failed until forgiven. An account
 * that nobody has is counted like any other.
 */
export function takeSignInAttempt(
  db: DashboardDatabase,
  { email, ip, device }: { email: string; ip: string; device: string | null },
  nowMs: number,
): Promise<TakenAttempt> {
  const attempt = { email, network: toNetwork(ip), device };
  return db.transaction(async (tx) => {
    await lockAttempts(tx, attempt);
    const windowMs = nowMs - throttle.windowMs;
    const dayMs = nowMs - throttle.dayMs;
    const counted = await countFailedAttempts(tx, attempt, { windowMs, dayMs });
    const strangers = counted.strangersAtAccountMs;
    const recent = strangers.filter((at) => at > windowMs);
    const patience = (strangers.at(-1) ?? 0) + patienceMs(strangers.length);
    const waits = [
      retryAtMs(counted.sameNetworkAndAccountMs, throttle.perAccountAndNetwork),
      retryAtMs(counted.sameNetworkMs, throttle.perNetwork),
      retryAtMs(recent, throttle.perAccount),
      patience > nowMs ? patience : null,
    ].filter((wait) => wait !== null);
    const kept = retryAtMs(counted.knownAtAccountMs, throttle.perAccountKnown);
    const isKnown = attempt.device !== null && kept === null;
    if (!isKnown && waits.length > 0) {
      const strangersAtMs = Math.max(...waits);
      const retryAtMs =
        attempt.device === null ? strangersAtMs : Math.min(strangersAtMs, kept ?? nowMs);
      return { ok: false, retryAtMs };
    }
    // A known browser that has used up what is kept for it goes on as anybody would.
    const counts = { ...attempt, device: isKnown ? attempt.device : null };
    const id = await insertAttempt(tx, counts, nowMs);
    await deleteAttemptsBefore(tx, dayMs);
    return { ok: true, attempt: { ...counts, id } };
  });
}
