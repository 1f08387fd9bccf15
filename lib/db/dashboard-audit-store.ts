import type { Queryable } from "./open-database";

export const dashboardEventTypes = [
  "MEMBER_SIGNED_IN",
  "SIGN_IN_FAILED",
  "MEMBER_CREATED",
  "MEMBER_UPDATED",
  "MEMBER_REMOVED",
  "MEMBER_PASSWORD_RESET",
  "MEMBER_SESSION_REVOKED",
] as const;
export type DashboardEventType = (typeof dashboardEventTypes)[number];

export interface DashboardEvent {
  eventType: DashboardEventType;
  /** Ids, addresses, roles; never a password. */
  eventData: Record<string, string | null>;
  /** null: a command on the server. */
  actor: { id: string; email: string } | null;
  ip: string | null;
}

/** In the transaction of what it tells. */
export async function appendDashboardEvent(
  tx: Queryable,
  { actor, ip, nowMs }: Pick<DashboardEvent, "actor" | "ip"> & { nowMs: number },
  eventType: DashboardEventType,
  eventData: DashboardEvent["eventData"],
): Promise<void> {
  await tx.query(
    `INSERT INTO dashboard.audit_events (at, event_type, event_data, actor_member_id, actor_email, ip)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [new Date(nowMs), eventType, eventData, actor?.id ?? null, actor?.email ?? null, ip],
  );
}

export interface DashboardEventRow extends DashboardEvent {
  id: string;
  at: Date;
}

export interface DashboardEventSelection {
  /** Continues a page. */
  beforeId: string | null;
  /** null = every type. */
  eventTypes?: readonly DashboardEventType[] | null;
  /** Inclusive; null = open. */
  from?: Date | null;
  /** Exclusive; null = open. */
  to?: Date | null;
  limit: number;
}

/** Newest first, by number and not by the text of `id`. */
export async function listDashboardEvents(
  db: Queryable,
  { beforeId, eventTypes = null, from = null, to = null, limit }: DashboardEventSelection,
): Promise<DashboardEventRow[]> {
  const { rows } = await db.query<
    Pick<DashboardEventRow, "id" | "at" | "eventType" | "eventData" | "ip"> & {
      actorId: string | null;
      actorEmail: string | null;
    }
  >(
    `SELECT id::text, at, event_type AS "eventType", event_data AS "eventData", ip,
       actor_member_id AS "actorId", actor_email AS "actorEmail"
     FROM dashboard.audit_events AS event WHERE id < coalesce($1::bigint, 9223372036854775807)
       AND ($2::text[] IS NULL OR event_type = ANY($2))
       AND ($3::timestamptz IS NULL OR at >= $3) AND ($4::timestamptz IS NULL OR at < $4)
     ORDER BY event.id DESC LIMIT $5`,
    [beforeId, eventTypes, from, to, limit],
  );
  return rows.map(({ actorId, actorEmail, ...row }) => ({
    ...row,
    actor: actorId !== null && actorEmail !== null ? { id: actorId, email: actorEmail } : null,
  }));
}

export interface RecordedFailures {
  /** The row of this address of mail and of the network, if there is one. */
  sameId: string | null;
  /** How many rows there are since then, whosever they are. */
  count: number;
}

/** One transaction at a time, so that parallel failures find each other's row. */
export async function lockFailedSignIns(tx: Queryable): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('failed sign-ins', 0))");
}

export async function findFailedSignIns(
  tx: Queryable,
  failed: { email: string | null; ip: string | null },
  sinceMs: number,
): Promise<RecordedFailures> {
  const { rows } = await tx.query<{ sameId: string | null; count: number }>(
    `SELECT count(*)::int AS count,
       max(id) FILTER (WHERE event_data ->> 'email' IS NOT DISTINCT FROM $1
         AND ip IS NOT DISTINCT FROM $2)::text AS "sameId"
     FROM dashboard.audit_events WHERE event_type = 'SIGN_IN_FAILED' AND at > $3`,
    [failed.email, failed.ip, new Date(sinceMs)],
  );
  return rows[0] ?? { sameId: null, count: 0 };
}

/** One more try in a row that is there already; its own moment stays that of the first. */
export async function addFailedTry(tx: Queryable, id: string, nowMs: number): Promise<void> {
  await tx.query(
    `UPDATE dashboard.audit_events SET event_data = event_data
       || jsonb_build_object('tries', ((event_data ->> 'tries')::int + 1)::text, 'last_try', $2::text)
     WHERE id = $1::bigint`,
    [id, new Date(nowMs).toISOString()],
  );
}
