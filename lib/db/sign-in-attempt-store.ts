import type { Queryable } from "./open-database";

export interface CountedAttempts {
  /** When the attempts that still count were made, oldest first. */
  sameEmailMs: number[];
  sameIpMs: number[];
}

/** One address at a time, so that parallel attempts can't all pass the same count. */
export async function lockAttemptsFrom(tx: Queryable, ip: string): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`sign-in ${ip}`]);
}

export async function countFailedAttempts(
  tx: Queryable,
  attempt: { email: string; ip: string },
  sinceMs: number,
): Promise<CountedAttempts> {
  const { rows } = await tx.query<{ email: string; at: Date }>(
    `SELECT email, at FROM dashboard.sign_in_attempts
     WHERE ip = $1 AND at > $2 AND NOT succeeded ORDER BY at`,
    [attempt.ip, new Date(sinceMs)],
  );
  return {
    sameIpMs: rows.map((row) => row.at.getTime()),
    sameEmailMs: rows.filter((row) => row.email === attempt.email).map((row) => row.at.getTime()),
  };
}

/** Counts as failed until told otherwise: a process that dies in between gives no free try. */
export async function insertAttempt(
  tx: Queryable,
  attempt: { email: string; ip: string },
  nowMs: number,
): Promise<void> {
  await tx.query("INSERT INTO dashboard.sign_in_attempts (email, ip, at) VALUES ($1, $2, $3)", [
    attempt.email,
    attempt.ip,
    new Date(nowMs),
  ]);
}

/** The person is in: what they mistyped before no longer counts. */
export async function forgiveAttempts(
  db: Queryable,
  attempt: { email: string; ip: string },
): Promise<void> {
  await db.query(
    "UPDATE dashboard.sign_in_attempts SET succeeded = true WHERE email = $1 AND ip = $2",
    [attempt.email, attempt.ip],
  );
}

export async function deleteAttemptsBefore(db: Queryable, beforeMs: number): Promise<void> {
  await db.query("DELETE FROM dashboard.sign_in_attempts WHERE at < $1", [new Date(beforeMs)]);
}
