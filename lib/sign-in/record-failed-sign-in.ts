import { hourMs } from "../../gateway/contracts/leaves/time";
import {
  addFailedTry,
  appendDashboardEvent,
  findFailedSignIns,
  lockFailedSignIns,
} from "../db/dashboard-audit-store";
import type { DashboardDatabase } from "../db/open-database";

export const failureLog = {
  /** Tries of one address from one place within this time are one row. */
  windowMs: hourMs,
  /** Rows within that time; what comes then is counted in one row for everybody. */
  rowsMax: 50,
  emailLengthMax: 100,
} as const;

export interface FailedSignIn {
  /** As typed, whatever it is; the password is no part of this. */
  email: string;
  reason: "wrong email or password" | "too many attempts" | "not a member" | "email not verified";
  ip: string;
  nowMs: number;
}

/**
 * Keeps a failed sign-in for the dashboard's audit. Guessing at any speed from anywhere adds at most
 * `rowsMax` + 1 rows in `windowMs`: repeated tries are counted in the row of the first.
 */
export function recordFailedSignIn(db: DashboardDatabase, failed: FailedSignIn): Promise<void> {
  const { reason, ip, nowMs } = failed;
  // PostgreSQL takes neither NUL nor half a character, and a row should stay one readable line.
  const bounded = failed.email.slice(0, failureLog.emailLengthMax);
  const email = bounded.replace(/[\p{Cc}\p{Cs}]+/gu, " ").trim();
  return db.transaction(async (tx) => {
    await lockFailedSignIns(tx);
    const sinceMs = nowMs - failureLog.windowMs;
    const own = await findFailedSignIns(tx, { email, ip }, sinceMs);
    if (own.sameId !== null) return addFailedTry(tx, own.sameId, nowMs);
    const isFull = own.count >= failureLog.rowsMax;
    const rest = isFull ? await findFailedSignIns(tx, { email: null, ip: null }, sinceMs) : own;
    if (rest.sameId !== null) return addFailedTry(tx, rest.sameId, nowMs);
    const nobody = { actor: null, ip: isFull ? null : ip, nowMs };
    const tried = { ...(isFull ? {} : { email }), reason, tries: "1" };
    await appendDashboardEvent(tx, nobody, "SIGN_IN_FAILED", tried);
  });
}
