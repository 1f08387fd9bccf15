import { z } from "zod";
import { refusedLimit } from "../../contracts/request";
import type { DailyTable } from "../../metering/ledger/partition-store";
import { recordedNow } from "../../metering/ledger/recording-store";
import { insertTracesSql, toTraceRows } from "../../metering/ledger/trace-store";
import { ulidFloor } from "../../metering/ledger/ulid-range";
import type { Queryable } from "../../platform/db/database";
import type { KeptRefusal } from "./kept-refusal";
import { addUpHours, toSeriesKey } from "./refusal-hours";

export const refusalsTable: DailyTable = {
  name: "receipts",
  key: "request_id",
  floor: (atMs) => `req_${ulidFloor(atMs)}`,
};

// Refusals bill nobody: their commits need not wait for the disk, nor hold up the ledger's.
const insert = {
  name: "insert-refusals-and-hours",
  text: `
  WITH quick AS (SELECT set_config('synchronous_commit', 'off', true)),
  written AS (
    INSERT INTO receipts (request_id, refused_at, workspace_id, group_path, api_key_prefix,
      model_slug, binding, limits, retry_after_ms, never_fits, series, recorded_at)
    SELECT "requestId", to_timestamp("refusedAt" / 1000.0), "workspaceId", "groupPath",
      "apiKeyPrefix", "modelSlug", binding, limits, "retryAfterMs", "neverFits",
      hashtextextended("seriesKey", 0), ${recordedNow("receipts")}
    FROM quick, json_to_recordset($1::json) AS row ("requestId" text, "refusedAt" bigint,
      "workspaceId" text, "groupPath" text[], "apiKeyPrefix" text, "modelSlug" text, binding json,
      limits json, "retryAfterMs" bigint, "neverFits" boolean, "seriesKey" text)
    ON CONFLICT (request_id) DO NOTHING RETURNING 1
  ),
  traced AS (${insertTracesSql("receipt_traces", "$3")})
  INSERT INTO refusal_hours AS h (workspace_id, at, series, group_path, api_key_prefix, model_slug,
    type, unit, source_group, refusals, oldest, newest)
  SELECT "workspaceId", to_timestamp("atMs" / 1000.0), hashtextextended("seriesKey", 0), "groupPath",
    "apiKeyPrefix", "modelSlug", type, unit, "sourceGroup", refusals, oldest, newest
  FROM json_to_recordset($2::json) AS row ("workspaceId" text, "atMs" bigint, "seriesKey" text,
    "groupPath" text[], "apiKeyPrefix" text, "modelSlug" text, type text, unit text,
    "sourceGroup" text, refusals bigint, oldest text, newest text)
  WHERE EXISTS (SELECT FROM written) ORDER BY 1, 2, 3
  ON CONFLICT (workspace_id, at, series) DO UPDATE SET refusals = h.refusals + excluded.refusals,
    oldest = least(h.oldest, excluded.oldest), newest = greatest(h.newest, excluded.newest)`,
};

/**
 * All or none, and added up by the hour. The very same rows again (a retry after a lost answer)
 * change nothing; never mix them with others.
 */
export async function insertRefusals(db: Queryable, rows: readonly KeptRefusal[]): Promise<void> {
  const keyed = rows.map((row) => ({ ...row, seriesKey: toSeriesKey(row) }));
  await db.query(insert, [
    JSON.stringify(keyed),
    JSON.stringify(addUpHours(rows)),
    JSON.stringify(toTraceRows(rows)),
  ]);
}

/** Sums of refusals that are dropped by now. */
export async function deleteRefusalHours(tx: Queryable, beforeMs: number): Promise<void> {
  await tx.query("DELETE FROM refusal_hours WHERE at < $1", [new Date(beforeMs)]);
}

const stored = z.object({ binding: refusedLimit, limits: z.array(refusedLimit) });

/** Of any workspace; the caller tells foreign from unknown. */
export async function findKeptRefusal(
  db: Queryable,
  requestId: string,
): Promise<KeptRefusal | undefined> {
  const { rows } = await db.query<
    Omit<KeptRefusal, "refusedAt" | "binding" | "limits"> & {
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
