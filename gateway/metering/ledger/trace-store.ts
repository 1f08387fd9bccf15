import type { Queryable } from "../../platform/db/database";
import type { KeptTrace } from "./ledger";
import type { DailyTable } from "./partition-store";
import { ulidFloor } from "./ulid-range";

/** Traces of answered calls and of refused ones. Each is kept as long as its event or refusal. */
type TraceTable = "event_traces" | "receipt_traces";

const daily = (name: TraceTable): DailyTable => ({
  name,
  key: "request_id",
  floor: (atMs) => `req_${ulidFloor(atMs)}`,
});
export const eventTraces = daily("event_traces");
export const receiptTraces = daily("receipt_traces");

export interface TraceRow extends KeptTrace {
  requestId: string;
  workspaceId: string;
}

/** SQL that appends the rows in a JSON parameter; the same ones again change nothing. */
export const insertTracesSql = (table: TraceTable, parameter: string) =>
  `INSERT INTO ${table} (request_id, workspace_id, client_request_id, trace_id)
   SELECT "requestId", "workspaceId", "clientRequestId", "traceId"
   FROM json_to_recordset(${parameter}::json) AS trace ("requestId" text, "workspaceId" text,
     "clientRequestId" text, "traceId" text)
   ON CONFLICT (request_id) DO NOTHING`;

interface Traced {
  requestId: string;
  workspaceId: string;
  trace?: KeptTrace | undefined;
}

/** Rows for the calls whose callers sent ids of their own. */
export function toTraceRows(rows: readonly Traced[]): TraceRow[] {
  const traces: TraceRow[] = [];
  for (const { requestId, workspaceId, trace } of rows) {
    if (!trace) continue;
    const { clientRequestId, traceId } = trace;
    traces.push({ requestId, workspaceId, clientRequestId, traceId });
  }
  return traces;
}

export interface TraceSearch {
  workspaceId: string;
  /** The caller's id of a call, or the id of a trace. */
  reference: string;
  /** Exclusive: what is as new or newer is left out. */
  beforeId: string | undefined;
  limit: number;
}

/** The newest calls that a caller names so: each index says where the newest of a name are. */
export async function selectTraced(db: Queryable, search: TraceSearch): Promise<TraceRow[]> {
  const { workspaceId, reference, beforeId, limit } = search;
  const of = (table: TraceTable, column: string, parameter: string) =>
    `(SELECT request_id, workspace_id, client_request_id, trace_id FROM ${table}
      WHERE ${column} = ${parameter} AND workspace_id = $3
        AND ($4::text IS NULL OR request_id < $4)
      ORDER BY request_id DESC LIMIT $5)`;
  const { rows } = await db.query<TraceRow>(
    `SELECT request_id AS "requestId", workspace_id AS "workspaceId",
       client_request_id AS "clientRequestId", trace_id AS "traceId"
     FROM (
       ${of("event_traces", "client_request_id", "$1")}
       UNION ${of("event_traces", "trace_id", "$2")}
       UNION ${of("receipt_traces", "client_request_id", "$1")}
       UNION ${of("receipt_traces", "trace_id", "$2")}
     ) AS traced ORDER BY request_id DESC LIMIT $5`,
    // A trace's id is of small letters; tools show it in capitals too.
    [reference, reference.toLowerCase(), workspaceId, beforeId ?? null, limit],
  );
  return rows;
}

/** How callers named these calls, by our ids. */
export async function selectTraces(
  db: Queryable,
  requestIds: readonly string[],
): Promise<Map<string, KeptTrace>> {
  if (requestIds.length === 0) return new Map();
  const of = (table: TraceTable) =>
    `SELECT request_id AS "requestId", client_request_id AS "clientRequestId", trace_id AS "traceId"
     FROM ${table} WHERE request_id = ANY($1)`;
  const { rows } = await db.query<KeptTrace & { requestId: string }>(
    `${of("event_traces")} UNION ALL ${of("receipt_traces")}`,
    [requestIds],
  );
  return new Map(rows.map((row) => [row.requestId, row]));
}
