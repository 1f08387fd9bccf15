import type { RequestRecord } from "../../contracts/request";
import type { Queryable } from "../../platform/db/database";
import { toEventKeys } from "../request-lookup/event-lookup-store";
import { requestMoment } from "../request-lookup/request-moment";

export interface RequestSummaryRow {
  requestId: string;
  outcome: RequestRecord["outcome"];
  at: Date;
  modelSlug: string;
  apiKeyPrefix: string;
  groupPath: string[];
}

/** Answered and refused ones by their ids. What was dropped since is missing. */
export async function selectRequestSummaries(
  db: Queryable,
  requestIds: readonly string[],
): Promise<Map<string, RequestSummaryRow>> {
  const moments = requestIds.flatMap((id) => requestMoment(id) ?? []);
  if (moments.length === 0) return new Map();
  const { from, before } = toEventKeys(Math.min(...moments), Math.max(...moments));
  const columns = `model_slug AS "modelSlug", api_key_prefix AS "apiKeyPrefix",
    group_path AS "groupPath"`;
  const { rows } = await db.query<RequestSummaryRow>(
    `SELECT request_id AS "requestId", outcome, admitted_at AS at, ${columns} FROM events
     WHERE request_id COLLATE "C" = ANY($1) AND idempotency_key >= $2 AND idempotency_key < $3
     UNION ALL
     SELECT request_id, 'refused', refused_at, ${columns} FROM receipts WHERE request_id = ANY($1)`,
    [requestIds, from, before],
  );
  return new Map(rows.map((row) => [row.requestId, row]));
}
