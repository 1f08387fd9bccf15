import { z } from "zod";
import { type ReceiptLimit, receiptLimit } from "../contracts/request";
import type { Queryable } from "../db/database";
import type { DailyTable } from "../events/partition-store";
import { ulidFloor } from "../events/ulid-range";

/** A refusal as it is kept. Times in ms since the epoch. */
export interface ReceiptRow {
  requestId: string;
  refusedAt: number;
  workspaceId: string;
  /** Ids from the root to the calling group. */
  groupPath: readonly string[];
  apiKeyPrefix: string;
  modelSlug: string;
  binding: ReceiptLimit;
  limits: readonly ReceiptLimit[];
  retryAfterMs: number;
  neverFits: boolean;
}

export const receiptsTable: DailyTable = {
  name: "receipts",
  key: "request_id",
  floor: (atMs) => `req_${ulidFloor(atMs)}`,
};

// Receipts bill nobody: their commits need not wait for the disk, nor hold up the ledger's.
const insert = {
  name: "insert-receipts",
  text: `
  WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
  INSERT INTO receipts (request_id, refused_at, workspace_id, group_path, api_key_prefix,
    model_slug, binding, limits, retry_after_ms, never_fits)
  SELECT "requestId", to_timestamp("refusedAt" / 1000.0), "workspaceId", "groupPath",
    "apiKeyPrefix", "modelSlug", binding, limits, "retryAfterMs", "neverFits"
  FROM quick, json_to_recordset($1::json) AS row ("requestId" text, "refusedAt" bigint,
    "workspaceId" text, "groupPath" text[], "apiKeyPrefix" text, "modelSlug" text, binding json,
    limits json, "retryAfterMs" bigint, "neverFits" boolean)
  ON CONFLICT (request_id) DO NOTHING`,
};

/** All or none; what is there already (a retry after a lost answer) stays as it is. */
export async function insertReceipts(db: Queryable, rows: readonly ReceiptRow[]): Promise<void> {
  await db.query(insert, [JSON.stringify(rows)]);
}

const stored = z.object({ binding: receiptLimit, limits: z.array(receiptLimit) });

/** Of any workspace; the caller tells foreign from unknown. */
export async function findReceipt(
  db: Queryable,
  requestId: string,
): Promise<ReceiptRow | undefined> {
  const { rows } = await db.query<
    Omit<ReceiptRow, "refusedAt" | "binding" | "limits"> & {
      refusedAt: Date;
      binding: unknown;
      limits: unknown;
    }
  >(
    `SELECT request_id AS "requestId", refused_at AS "refusedAt", workspace_id AS "workspaceId",
       group_path AS "groupPath", api_key_prefix AS "apiKeyPrefix", model_slug AS "modelSlug",
       binding, limits, retry_after_ms AS "retryAfterMs", never_fits AS "neverFits"
     FROM receipts WHERE request_id = $1`,
    [requestId],
  );
  const [row] = rows;
  return row && { ...row, refusedAt: row.refusedAt.getTime(), ...stored.parse(row) };
}
