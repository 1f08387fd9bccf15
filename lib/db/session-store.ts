import { randomText } from "../../gateway/contracts/leaves/random-text";
import { dayMs } from "../../gateway/contracts/leaves/time";
import type { Member } from "../members/member";
import type { Queryable } from "./open-database";

/** Absolute: after this a person signs in again, however active. */
export const sessionSeconds = 7 * 24 * 60 * 60;

export async function insertSession(
  db: Queryable,
  session: { memberId: string; nowMs: number; ip: string | null; userAgent: string | null },
): Promise<string> {
  const id = randomText(32);
  await db.query(
    `INSERT INTO dashboard.sessions (id, member_id, created_at, last_seen_at, expires_at, ip, user_agent)
     VALUES ($1, $2, $3, $3, $4, $5, $6)`,
    [
      id,
      session.memberId,
      new Date(session.nowMs),
      new Date(session.nowMs + sessionSeconds * 1000),
      session.ip,
      session.userAgent?.slice(0, 400) ?? null,
    ],
  );
  return id;
}

/** The member behind a live session, with today's role; undefined when revoked, ended or removed. */
export async function findSessionMember(
  db: Queryable,
  sessionId: string,
  nowMs: number,
): Promise<Member | undefined> {
  const { rows } = await db.query<Member>(
    `SELECT m.id, m.email, m.role, m.subtree_group_id AS "subtreeGroupId", s.id AS "sessionId"
     FROM dashboard.sessions s JOIN dashboard.members m ON m.id = s.member_id
     WHERE s.id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2`,
    [sessionId, new Date(nowMs)],
  );
  return rows[0];
}

/** Written at most once a minute per session. */
export async function touchSession(db: Queryable, sessionId: string, nowMs: number): Promise<void> {
  await db.query(
    `UPDATE dashboard.sessions SET last_seen_at = $2
     WHERE id = $1 AND last_seen_at < $2::timestamptz - interval '1 minute'`,
    [sessionId, new Date(nowMs)],
  );
}

export interface SessionRow {
  id: string;
  memberId: string;
  createdAt: string;
  lastSeenAt: string;
  ip: string | null;
  userAgent: string | null;
}

type SessionTimes = Record<"createdAt" | "lastSeenAt", Date>;

/** Live ones, the most recently used first. */
export async function listSessions(
  db: Queryable,
  memberId: string,
  nowMs: number,
): Promise<SessionRow[]> {
  const { rows } = await db.query<SessionTimes & Omit<SessionRow, keyof SessionTimes>>(
    `SELECT id, member_id AS "memberId", created_at AS "createdAt", last_seen_at AS "lastSeenAt",
       ip, user_agent AS "userAgent" FROM dashboard.sessions
     WHERE member_id = $1 AND revoked_at IS NULL AND expires_at > $2
     ORDER BY last_seen_at DESC, id LIMIT 100`,
    [memberId, new Date(nowMs)],
  );
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
  }));
}

/** @returns whether there was such a live session of this member */
export async function revokeSession(
  db: Queryable,
  session: { id: string; memberId: string },
  nowMs: number,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE dashboard.sessions SET revoked_at = $3
     WHERE id = $1 AND member_id = $2 AND revoked_at IS NULL`,
    [session.id, session.memberId, new Date(nowMs)],
  );
  return rowCount === 1;
}

/** Signing out: whoever holds the cookie may end its session. */
export async function endSession(db: Queryable, sessionId: string, nowMs: number): Promise<void> {
  await db.query(
    "UPDATE dashboard.sessions SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
    [sessionId, new Date(nowMs)],
  );
}

/** All of a member's sessions but `exceptId` (the one in which they change their own password). */
export async function revokeMemberSessions(
  db: Queryable,
  memberId: string,
  nowMs: number,
  exceptId: string | null = null,
): Promise<void> {
  await db.query(
    `UPDATE dashboard.sessions SET revoked_at = $2
     WHERE member_id = $1 AND revoked_at IS NULL AND id IS DISTINCT FROM $3`,
    [memberId, new Date(nowMs), exceptId],
  );
}

/** Rows nobody can use any more; kept a month for whoever asks where a session came from. */
export async function deleteOldSessions(db: Queryable, nowMs: number): Promise<void> {
  await db.query("DELETE FROM dashboard.sessions WHERE expires_at < $1", [
    new Date(nowMs - 30 * dayMs),
  ]);
}
