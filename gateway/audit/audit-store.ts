import { z } from "zod";
import { type AuditLog, auditLog } from "../contracts/audit";
import type { Queryable } from "../db/database";

export interface NewAuditLog {
  id: string;
  workspaceId: string;
  createdAt: Date;
  eventType: string;
  eventData: Record<string, unknown>;
  actor: unknown;
  source: string;
}

/**
 * Audit rows of a workspace take turns until their commit, so that `seq` is the order of commit and
 * paging skips nothing. Taken last in its transaction: nothing waits for a row while holding it.
 */
export async function insertAuditLog(tx: Queryable, row: NewAuditLog): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('audit ' || $1, 0))", [
    row.workspaceId,
  ]);
  await tx.query(
    `INSERT INTO audit_logs (id, workspace_id, created_at, event_type, event_data, actor, source)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      row.id,
      row.workspaceId,
      row.createdAt,
      row.eventType,
      JSON.stringify(row.eventData),
      JSON.stringify(row.actor),
      row.source,
    ],
  );
}

export interface AuditQuery {
  workspaceId: string;
  direction: "asc" | "desc";
  /** Position of the last row of the previous page. */
  after: number | undefined;
  /** Only these; undefined = every type. */
  eventTypes: readonly string[] | undefined;
  hiddenEventTypes: readonly string[];
  /** Part of any value in the event or its actor, whatever the case; "" = everything. */
  search: string;
  limit: number;
}

const auditRow = z
  .object({
    id: z.string(),
    created_at: z.date(),
    event_type: z.string(),
    event_data: auditLog.shape.event_data,
    actor: auditLog.shape.actor,
    source: z.string().nullable(),
    seq: z.number(),
  })
  .transform(({ created_at, seq, ...rest }) => ({
    seq,
    log: { ...rest, created: created_at.toISOString() } satisfies AuditLog,
  }));
export type AuditRow = z.infer<typeof auditRow>;

export async function selectAuditLogs(db: Queryable, query: AuditQuery): Promise<AuditRow[]> {
  const [beyond, order] = query.direction === "asc" ? [">", "ASC"] : ["<", "DESC"];
  const { rows } = await db.query(
    `SELECT id, created_at, event_type, event_data, actor, source, seq FROM audit_logs
     WHERE workspace_id = $1
       AND ($2::bigint IS NULL OR seq ${beyond} $2)
       AND ($3::text[] IS NULL OR event_type = ANY($3))
       AND event_type <> ALL($4::text[])
       AND ($5 = '' OR EXISTS (
         SELECT FROM jsonb_path_query(jsonb_build_array(event_data, actor), '$.**') AS found
         WHERE jsonb_typeof(found) = 'string' AND found #>> '{}' ILIKE $6))
     ORDER BY seq ${order} LIMIT $7`,
    [
      query.workspaceId,
      query.after ?? null,
      query.eventTypes ?? null,
      query.hiddenEventTypes,
      query.search,
      `%${query.search.replace(/[\\%_]/g, "\\$&")}%`,
      query.limit,
    ],
  );
  return rows.map((row) => auditRow.parse(row));
}
