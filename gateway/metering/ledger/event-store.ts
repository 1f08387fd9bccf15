import type { Queryable } from "../../platform/db/database";
import { saturated } from "../../platform/db/saturated-store";
import type { LedgerRow } from "./ledger";
import { recordedNow } from "./recording-store";
import { insertTracesSql, toTraceRows } from "./trace-store";
import { ulidFloor } from "./ulid-range";

// All rows in one JSON parameter: serialized natively here, and parsed on PostgreSQL's own core.
// `requestMetadata` is JSON within JSON: unescaping it would trip over a NUL.
const insert = {
  name: "insert-events",
  text: `
  INSERT INTO events (idempotency_key, workspace_id, group_id, group_path, cascading,
    external_entity_id, api_key_prefix, model_slug, request_id, request_metadata,
    admitted_at, "timestamp", input_tokens, output_tokens, cached_input_tokens,
    estimated, outcome, billable, failure, recorded_at)
  SELECT "idempotencyKey", "workspaceId", "groupId", "groupPath", cascading,
    "externalEntityId", "apiKeyPrefix", "modelSlug", "requestId", "requestMetadata"::json,
    to_timestamp("admittedAt" / 1000.0), to_timestamp("timestamp" / 1000.0),
    "inputTokens", "outputTokens", "cachedInputTokens", estimated, outcome, billable,
    failure, ${recordedNow("events")}
  FROM json_to_recordset($1::json) AS row ("idempotencyKey" text, "workspaceId" text,
    "groupId" text, "groupPath" text[], cascading boolean, "externalEntityId" text,
    "apiKeyPrefix" text, "modelSlug" text, "requestId" text, "requestMetadata" text,
    "admittedAt" bigint, "timestamp" bigint, "inputTokens" bigint, "outputTokens" bigint,
    "cachedInputTokens" bigint, estimated boolean, outcome text, billable boolean,
    failure jsonb)
  ON CONFLICT (idempotency_key) DO NOTHING`,
};

const insertTraced = {
  name: "insert-events-and-traces",
  text: `WITH traced AS (${insertTracesSql("event_traces", "$2")}) ${insert.text}`,
};

/** Appends all or none. A row that is there already (a retry after a lost answer) stays as it is. */
export async function insertEvents(db: Queryable, rows: readonly LedgerRow[]): Promise<void> {
  const traces = toTraceRows(rows);
  if (traces.length === 0) await db.query(insert, [JSON.stringify(rows)]);
  else await db.query(insertTraced, [JSON.stringify(rows), JSON.stringify(traces)]);
}

/** Rejects where PostgreSQL does not answer, or takes no writes: a standby, or one set so. */
export async function pingLedger(db: Queryable): Promise<void> {
  const { rows } = await db.query<{ isReadOnly: boolean }>(
    `SELECT current_setting('transaction_read_only') = 'on' AS "isReadOnly"`,
  );
  if (rows[0]?.isReadOnly) {
    throw Object.assign(new Error("the database is read-only"), { code: "25006" });
  }
}

export interface ConsumptionRow {
  groupPath: string[];
  groupId: string;
  cascading: boolean;
  slug: string;
  requests: number;
  tokens: number;
}

/** What was admitted since `sinceMs`, summed per group and slug; what counts unbilled included. */
export async function selectConsumptionSince(
  db: Queryable,
  sinceMs: number,
): Promise<ConsumptionRow[]> {
  const { rows } = await db.query<ConsumptionRow>(
    `SELECT group_path AS "groupPath", group_id AS "groupId", cascading, model_slug AS slug,
       count(*) AS requests, ${saturated("sum(input_tokens + output_tokens)")} AS tokens
     FROM events WHERE idempotency_key >= $1 AND admitted_at >= $2
     GROUP BY group_path, group_id, cascading, model_slug`,
    [ulidFloor(sinceMs), new Date(sinceMs)],
  );
  return rows;
}

export interface RecentRow extends Omit<ConsumptionRow, "requests"> {
  idempotencyKey: string;
  requestId: string;
  admittedAt: Date;
  settledAt: Date;
}

/**
 * Until the end of the transaction what is asked for in the order of an index is read along it, from
 * where the answer begins, however little PostgreSQL knows about the table. Nor is it compiled, which
 * takes seconds where PostgreSQL takes it for the whole table.
 */
export async function readAlongIndexes(tx: Queryable): Promise<void> {
  await tx.query("SELECT set_config('enable_sort', 'off', true), set_config('jit', 'off', true)");
}

/** One page of what was settled behind a key, in the order of the ledger. */
export async function selectSettledAfter(
  tx: Queryable,
  key: string,
  limit: number,
): Promise<RecentRow[]> {
  await readAlongIndexes(tx);
  const { rows } = await tx.query<RecentRow>(
    `SELECT idempotency_key AS "idempotencyKey", group_path AS "groupPath", group_id AS "groupId",
       cascading, model_slug AS slug, input_tokens + output_tokens AS tokens,
       request_id AS "requestId", admitted_at AS "admittedAt", "timestamp" AS "settledAt"
     FROM events WHERE idempotency_key > $1 ORDER BY idempotency_key LIMIT $2`,
    [key, limit],
  );
  return rows;
}
