import type { Queryable } from "../db/database";
import type { LedgerRow } from "./ledger";
import { ulidFloor } from "./ulid-range";

// Column by column, so that one statement of fixed shape appends any number of rows.
const columns: [name: string, sqlType: string, value: (row: LedgerRow) => unknown][] = [
  ["idempotency_key", "text", (row) => row.idempotencyKey],
  ["workspace_id", "text", (row) => row.workspaceId],
  ["group_id", "text", (row) => row.groupId],
  ["group_path", "text", (row) => row.groupPath.join(",")],
  ["cascading", "boolean", (row) => row.cascading],
  ["external_entity_id", "text", (row) => row.externalEntityId],
  ["api_key_prefix", "text", (row) => row.apiKeyPrefix],
  ["model_slug", "text", (row) => row.modelSlug],
  ["request_id", "text", (row) => row.requestId],
  [
    "request_metadata",
    "text",
    (row) => (row.requestMetadata == null ? null : JSON.stringify(row.requestMetadata)),
  ],
  ["admitted_at", "timestamptz", (row) => new Date(row.admittedAt)],
  ["timestamp", "timestamptz", (row) => new Date(row.timestamp)],
  ["input_tokens", "bigint", (row) => row.inputTokens],
  ["output_tokens", "bigint", (row) => row.outputTokens],
  ["cached_input_tokens", "bigint", (row) => row.cachedInputTokens],
  ["estimated", "boolean", (row) => row.estimated],
  ["outcome", "text", (row) => row.outcome],
  ["billable", "boolean", (row) => row.billable],
];

const names = columns.map(([name]) => `"${name}"`);
const insert = `
  INSERT INTO events (${names.join(", ")})
  SELECT ${names
    .join(", ")
    .replace('"group_path"', `string_to_array("group_path", ',')`)
    .replace('"request_metadata"', `"request_metadata"::json`)}
  FROM unnest(${columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(", ")})
    AS row (${names.join(", ")})
  ON CONFLICT (idempotency_key) DO NOTHING`;

/** Appends all or none. A row that is there already (a retry after a lost answer) stays as it is. */
export async function insertEvents(db: Queryable, rows: readonly LedgerRow[]): Promise<void> {
  await db.query(
    insert,
    columns.map(([, , value]) => rows.map(value)),
  );
}

/** Throws when the ledger's database does not answer. */
export async function pingLedger(db: Queryable): Promise<void> {
  await db.query("SELECT 1");
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
       count(*) AS requests, sum(input_tokens + output_tokens)::bigint AS tokens
     FROM events WHERE idempotency_key >= $1 AND admitted_at >= $2
     GROUP BY group_path, group_id, cascading, model_slug`,
    [ulidFloor(sinceMs), new Date(sinceMs)],
  );
  return rows;
}

export interface RecentRow extends Omit<ConsumptionRow, "requests"> {
  idempotencyKey: string;
  admittedAt: Date;
  settledAt: Date;
}

/** One page of what was settled since `sinceMs`, in the order of the ledger. */
export async function selectSettledSince(
  db: Queryable,
  sinceMs: number,
  page: { after: string; limit: number },
): Promise<RecentRow[]> {
  const { rows } = await db.query<RecentRow>(
    `SELECT idempotency_key AS "idempotencyKey", group_path AS "groupPath", group_id AS "groupId",
       cascading, model_slug AS slug, input_tokens + output_tokens AS tokens,
       admitted_at AS "admittedAt", "timestamp" AS "settledAt"
     FROM events WHERE idempotency_key >= $1 AND idempotency_key > $2
     ORDER BY idempotency_key LIMIT $3`,
    [ulidFloor(sinceMs), page.after, page.limit],
  );
  return rows;
}
