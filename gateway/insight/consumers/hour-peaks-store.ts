import type { LimitType } from "../../contracts/limit";
import { ulidFloor } from "../../metering/ledger/ulid-range";
import type { Queryable } from "../../platform/db/database";
import { saturated } from "../../platform/db/saturated-store";

export interface HourSelection {
  workspaceId: string;
  slug: string;
  type: LimitType;
  hourMs: number;
  windowMs: number;
  /** A group with all below it, or groups by their own calls. */
  of: { pool: string } | { callers: readonly string[] };
}

export interface HourPeak {
  groupId: string;
  /** All that was found of the hour. */
  total: number;
  /** Of its busiest window. */
  used: number;
  atMs: number;
}

const hourLengthMs = 3_600_000;
/** Clocks of replicas and of Redis, which dates admissions, differ. */
const clockSlackMs = 60_000;
/** An event's key is of its answer's end: what took longer is missing, and the hour not whole. */
const longAnswerMs = 900_000;

/** The busiest window of the clock, of each group that was found in the hour. */
export async function selectHourPeaks(
  tx: Queryable,
  { workspaceId, slug, type, hourMs, windowMs, of }: HourSelection,
): Promise<HourPeak[]> {
  const isPool = "pool" in of;
  const { rows } = await tx.query<HourPeak>(
    `WITH windows AS (
       SELECT ${isPool ? "$7::text" : "group_id"} AS id,
         floor(extract(epoch FROM admitted_at) * 1000 / $8) AS place,
         sum(${type === "TOKEN" ? "input_tokens + output_tokens" : "1"}) AS used
       FROM events
       WHERE idempotency_key >= $3 AND idempotency_key < $4
         AND admitted_at >= $5 AND admitted_at < $6 AND workspace_id = $1 AND model_slug = $2
         AND ${isPool ? "group_path @> ARRAY[$7::text]" : "group_id = ANY($7::text[])"}
       GROUP BY 1, 2
     )
     SELECT DISTINCT ON (id) id AS "groupId", ${saturated("used")} AS used,
       ${saturated("sum(used) OVER (PARTITION BY id)")} AS total, (place * $8)::bigint AS "atMs"
     FROM windows ORDER BY id, used DESC, place`,
    [
      workspaceId,
      slug,
      ulidFloor(hourMs - clockSlackMs),
      ulidFloor(hourMs + hourLengthMs + longAnswerMs),
      new Date(hourMs),
      new Date(hourMs + hourLengthMs),
      isPool ? of.pool : of.callers,
      windowMs,
    ],
  );
  return rows;
}

/** Until the end of the transaction: 57014 for a statement that takes longer. */
export async function limitStatements(tx: Queryable, statementMs: number): Promise<void> {
  await tx.query("SELECT set_config('statement_timeout', $1, true)", [String(statementMs)]);
}

/** Requests of everybody in these hours: what reading them costs. */
export async function selectLedgerRows(
  db: Queryable,
  hours: readonly number[],
): Promise<Map<number, number>> {
  const { rows } = await db.query<{ at: Date; requests: number }>(
    `SELECT u.at, sum(u.requests)::bigint AS requests
     FROM workspaces w JOIN tree_usage_hours u ON u.workspace_id = w.id COLLATE "C"
       AND u.group_id = '' AND u.at = ANY($1)
     GROUP BY u.at`,
    [hours.map((atMs) => new Date(atMs))],
  );
  return new Map(rows.map(({ at, requests }) => [at.getTime(), requests]));
}
