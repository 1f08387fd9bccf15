import type { Queryable } from "./open-database";

export interface SignInTry {
  email: string;
  /** Where it comes from: an IPv4 address, or the /64 of an IPv6 one. */
  network: string;
  /** A browser that this account was signed in with before; null = a stranger's. */
  device: string | null;
}

/** When failed tries were made that still count, oldest first. */
export interface CountedAttempts {
  sameNetworkMs: number[];
  sameNetworkAndAccountMs: number[];
  /** Of a day; the forgiven ones too. */
  strangersAtAccountMs: number[];
  knownAtAccountMs: number[];
}

/**
 * One network and one account at a time, in this order: parallel tries can't all pass the same count,
 * whatever replica they come to.
 */
export async function lockAttempts(tx: Queryable, { network, email }: SignInTry): Promise<void> {
  for (const key of [`sign-in from ${network}`, `sign-in to ${email}`]) {
    await tx.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [key]);
  }
}

export async function countFailedAttempts(
  tx: Queryable,
  { email, network }: SignInTry,
  since: { windowMs: number; dayMs: number },
): Promise<CountedAttempts> {
  const { rows } = await tx.query<{
    email: string;
    ip: string;
    device: string | null;
    forgiven: boolean;
    at: Date;
  }>(
    `SELECT email, ip, device, forgiven, at FROM dashboard.sign_in_attempts
     WHERE NOT succeeded AND ((ip = $1 AND at > $3) OR (email = $2 AND at > $4)) ORDER BY at`,
    [network, email, new Date(since.windowMs), new Date(since.dayMs)],
  );
  const listTimes = (isCounted: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(isCounted).map((row) => row.at.getTime());
  const isHere = (row: (typeof rows)[number]) =>
    row.ip === network && !row.forgiven && row.at.getTime() > since.windowMs;
  return {
    sameNetworkMs: listTimes(isHere),
    sameNetworkAndAccountMs: listTimes((row) => isHere(row) && row.email === email),
    strangersAtAccountMs: listTimes((row) => row.email === email && row.device === null),
    knownAtAccountMs: listTimes(
      (row) => row.email === email && row.device !== null && row.at.getTime() > since.windowMs,
    ),
  };
}

/**
 * Counts as failed until told otherwise: a process that dies in between gives no free try.
 * @returns its id
 */
export async function insertAttempt(tx: Queryable, attempt: SignInTry, nowMs: number) {
  const { rows } = await tx.query<{ id: string }>(
    `INSERT INTO dashboard.sign_in_attempts (email, ip, device, at)
     VALUES ($1, $2, $3, $4) RETURNING id`,
    [attempt.email, attempt.network, attempt.device, new Date(nowMs)],
  );
  return rows[0]?.id ?? "";
}

/** The person is in: this try was none, and what they mistyped here before no longer counts here. */
export async function forgiveAttempts(
  db: Queryable,
  attempt: SignInTry & { id: string },
): Promise<void> {
  await db.query(
    `UPDATE dashboard.sign_in_attempts SET forgiven = true, succeeded = succeeded OR id = $3
     WHERE email = $1 AND ip = $2`,
    [attempt.email, attempt.network, attempt.id],
  );
}

/** Whoever was guessing guessed at another password than the account has now. */
export async function deleteAttemptsAt(db: Queryable, email: string): Promise<void> {
  await db.query("DELETE FROM dashboard.sign_in_attempts WHERE email = $1", [email]);
}

export async function deleteAttemptsBefore(db: Queryable, beforeMs: number): Promise<void> {
  await db.query("DELETE FROM dashboard.sign_in_attempts WHERE at < $1", [new Date(beforeMs)]);
}
