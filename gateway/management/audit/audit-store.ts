import { z } from "zod";
import type { Queryable } from "../../platform/db/database";
import { insertion } from "../../platform/db/insertion-store";

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
  const { sql, values } = insertion("audit_logs", row);
  await tx.query(sql, values);
}

export interface AuditQuery {
  workspaceId: string;
  direction: "asc" | "desc";
  /** Position of the last row of the previous page. */
  after: number | undefined;
  /** Position of the last row to look at; undefined = the log's end. */
  upTo?: number | undefined;
  /** Only these; undefined = every type. */
  eventTypes: readonly string[] | undefined;
  hiddenEventTypes: readonly string[];
  /** Part of any value in the event or its actor, whatever the case; "" = everything. */
  search: string;
  /** The actor's email, or the name of one that has none; undefined = everybody. */
  actor: string | undefined;
  /** The actor's id, and its stored type; undefined = any. */
  actorIds: readonly string[] | undefined;
  actorTypes: readonly string[] | undefined;
  /** Inclusive; undefined = from the first entry. */
  from: Date | undefined;
  /** Exclusive; undefined = to the last entry. */
  to: Date | undefined;
  limit: number;
}

const auditRow = z
  .object({
    id: z.string(),
    workspaceId: z.string(),
    createdAt: z.date(),
    eventType: z.string(),
    eventData: z.record(z.string(), z.unknown()),
    actor: z.record(z.string(), z.unknown()),
    source: z.string().nullable(),
    seq: z.number(),
  })
  .transform(({ seq, ...stored }) => ({ seq, stored }));
/** `seq` is its position; `stored` what was written, by this version or one before. */
export type AuditRow = z.infer<typeof auditRow>;
export type StoredAuditLog = AuditRow["stored"];

/** As the index by actor has it. */
const actorName = "coalesce(actor ->> 'email', actor ->> 'name')";

export async function selectAuditLogs(db: Queryable, query: AuditQuery): Promise<AuditRow[]> {
  const { values, bind, where, order } = toSelection(query);
  if (query.search !== "") where.push(...matching(query.search, bind));
  const { rows } = await db.query(
    `SELECT id, workspace_id AS "workspaceId", created_at AS "createdAt",
       event_type AS "eventType", event_data AS "eventData", actor, source, seq FROM audit_logs
     WHERE ${where.join(" AND ")} ORDER BY seq ${order} LIMIT ${bind(query.limit)}`,
    values,
  );
  return rows.map((row) => auditRow.parse(row));
}

/** Where the query's first `limit` rows end, whatever is searched for; undefined = there are fewer. */
export async function selectStretchEnd(
  db: Queryable,
  query: AuditQuery,
): Promise<number | undefined> {
  const { values, bind, where, order } = toSelection(query);
  const { rows } = await db.query<{ seq: number }>(
    `SELECT seq FROM audit_logs
     WHERE ${where.join(" AND ")} ORDER BY seq ${order} OFFSET ${bind(query.limit - 1)} LIMIT 1`,
    values,
  );
  return rows[0]?.seq;
}

type Bind = (value: unknown) => string;

/** All that is asked for but what is searched for. */
function toSelection(query: AuditQuery) {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const [beyond, before, order] =
    query.direction === "asc" ? [">", "<=", "ASC"] : ["<", ">=", "DESC"];
  const where = [
    `workspace_id = ${bind(query.workspaceId)}`,
    `event_type <> ALL(${bind(query.hiddenEventTypes)}::text[])`,
  ];
  if (query.after !== undefined) where.push(`seq ${beyond} ${bind(query.after)}`);
  if (query.upTo !== undefined) where.push(`seq ${before} ${bind(query.upTo)}`);
  if (query.eventTypes) where.push(`event_type = ANY(${bind(query.eventTypes)}::text[])`);
  if (query.actor !== undefined) where.push(`${actorName} = ${bind(query.actor)}`);
  if (query.actorIds) where.push(`actor ->> 'id' = ANY(${bind(query.actorIds)}::text[])`);
  if (query.actorTypes) where.push(`actor ->> 'type' = ANY(${bind(query.actorTypes)}::text[])`);
  if (query.from || query.to) where.push(...inWindow(query, bind));
  return { values, bind, where, order };
}

/**
 * A window's ends as positions, too: the log is read in the order of seq, and would otherwise be
 * walked from its newest entry to the window, and from there to its oldest. Clocks differ, so the
 * positions are those of the rows inside. `seq + 0` keeps PostgreSQL from that same walk.
 */
function inWindow({ workspaceId, from, to }: AuditQuery, bind: Bind): string[] {
  const inside = [
    ...(from ? [`created_at >= ${bind(from)}`] : []),
    ...(to ? [`created_at < ${bind(to)}`] : []),
  ];
  const end = (which: "min" | "max") =>
    `(SELECT ${which}(seq + 0) FROM audit_logs
      WHERE workspace_id = ${bind(workspaceId)} AND ${inside.join(" AND ")})`;
  return [
    ...inside,
    ...(from ? [`seq >= ${end("min")}`] : []),
    ...(to ? [`seq <= ${end("max")}`] : []),
  ];
}

/** The rows' JSON text says quickly where not to look closer: the value is in it, escaped. */
function matching(search: string, bind: Bind): string[] {
  const escaped = JSON.stringify(search).slice(1, -1);
  const inText = bind(`%${likeText(escaped)}%`);
  return [
    `(event_data::text ILIKE ${inText} OR actor::text ILIKE ${inText})`,
    `EXISTS (
      SELECT FROM jsonb_path_query(jsonb_build_array(event_data, actor), '$.**') AS found
      WHERE jsonb_typeof(found) = 'string' AND found #>> '{}' ILIKE ${bind(`%${likeText(search)}%`)})`,
  ];
}

const likeText = (text: string) => text.replace(/[\\%_]/g, "\\$&");

/** Everybody in the log, by name: one step down the index for each. */
export async function selectAuditActors(
  db: Queryable,
  workspaceId: string,
  limit: number,
): Promise<{ actor: string; type: string }[]> {
  const { rows } = await db.query<{ actor: string; type: string }>(
    `WITH RECURSIVE listed AS (
       (SELECT ${actorName} AS name, actor ->> 'type' AS type FROM audit_logs
        WHERE workspace_id = $1 AND ${actorName} IS NOT NULL ORDER BY ${actorName}, seq LIMIT 1)
       UNION ALL
       SELECT next.* FROM listed CROSS JOIN LATERAL (
         SELECT ${actorName}, actor ->> 'type' FROM audit_logs
         WHERE workspace_id = $1 AND ${actorName} > listed.name
         ORDER BY ${actorName}, seq LIMIT 1) AS next)
     SELECT name AS actor, type FROM listed LIMIT $2`,
    [workspaceId, limit],
  );
  return rows;
}
