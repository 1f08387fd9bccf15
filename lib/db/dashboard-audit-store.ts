import type { Queryable } from "./open-database";

export const dashboardEventTypes = [
  "MEMBER_SIGNED_IN",
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
  event: DashboardEvent,
  nowMs: number,
): Promise<void> {
  await tx.query(
    `INSERT INTO dashboard.audit_events (at, event_type, event_data, actor_member_id, actor_email, ip)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      new Date(nowMs),
      event.eventType,
      JSON.stringify(event.eventData),
      event.actor?.id ?? null,
      event.actor?.email ?? null,
      event.ip,
    ],
  );
}

export interface DashboardEventRow extends DashboardEvent {
  id: string;
  at: Date;
}

/** Newest first; `beforeId` continues a page. */
export async function listDashboardEvents(
  db: Queryable,
  { beforeId, limit }: { beforeId: string | null; limit: number },
): Promise<DashboardEventRow[]> {
  const { rows } = await db.query<
    Pick<DashboardEventRow, "id" | "at" | "eventType" | "eventData" | "ip"> & {
      actorId: string | null;
      actorEmail: string | null;
    }
  >(
    `SELECT id::text, at, event_type AS "eventType", event_data AS "eventData", ip,
       actor_member_id AS "actorId", actor_email AS "actorEmail"
     FROM dashboard.audit_events WHERE id < coalesce($1::bigint, 9223372036854775807)
     ORDER BY id DESC LIMIT $2`,
    [beforeId, limit],
  );
  return rows.map(({ actorId, actorEmail, ...row }) => ({
    ...row,
    actor: actorId !== null && actorEmail !== null ? { id: actorId, email: actorEmail } : null,
  }));
}
