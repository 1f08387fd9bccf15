import { dayMs } from "../../contracts/leaves/time";
import { ulidFloor } from "../ledger/ulid-range";

/** Where usage comes from: what was admitted, and what was refused. */
export type UsageSource = "events" | "receipts";

/** A place in recording order. */
export interface RecordedPosition {
  recordedAt: Date;
  key: string;
}

/** An answer takes less; so its key lies this close behind its admission. */
const longestRequestMs = dayMs;
/** Clocks of replicas and of Redis, which dates admissions, differ. */
const clockSlackMs = 3_600_000;

/** Rows of a source as the addition wants them. */
export const rowsOf: Record<UsageSource, { select: string; key: string; happenedAt: string }> = {
  events: {
    select: `SELECT workspace_id, group_path, api_key_prefix, model_slug, recorded_at,
      admitted_at AS happened_at, idempotency_key AS key,
      1 AS requests, (NOT billable)::int AS unbilled_requests, 0 AS refusals,
      input_tokens, cached_input_tokens, output_tokens FROM events`,
    key: "idempotency_key",
    happenedAt: "admitted_at",
  },
  receipts: {
    select: `SELECT workspace_id, group_path, api_key_prefix, model_slug, recorded_at,
      refused_at AS happened_at, request_id AS key,
      0 AS requests, 0 AS unbilled_requests, 1 AS refusals,
      0 AS input_tokens, 0 AS cached_input_tokens, 0 AS output_tokens FROM receipts`,
    key: "request_id",
    happenedAt: "refused_at",
  },
};

export function keyFloor(source: UsageSource, atMs: number): string {
  const floor = ulidFloor(Math.max(0, atMs));
  return source === "events" ? floor : `req_${floor}`;
}

/**
 * SQL of the source's rows of one UTC day that lie up to a watermark, and its six values. `first`:
 * the number of the first of them in the statement.
 */
export function rowsOfDay(
  source: UsageSource,
  dayStartMs: number,
  through: RecordedPosition,
  first = 1,
): { sql: string; values: unknown[] } {
  const { select, key, happenedAt } = rowsOf[source];
  const at = (index: number) => `$${first + index}`;
  // A request's id is made when it begins, an event's when it ends.
  const beforeMs = clockSlackMs + (source === "receipts" ? longestRequestMs : 0);
  return {
    sql: `${select} WHERE ${happenedAt} >= ${at(0)} AND ${happenedAt} < ${at(1)}
      AND ${key} >= ${at(2)} AND ${key} < ${at(3)}
      AND (recorded_at, ${key}) <= (${at(4)}::timestamptz, ${at(5)}::text)`,
    values: [
      new Date(dayStartMs),
      new Date(dayStartMs + dayMs),
      keyFloor(source, dayStartMs - beforeMs),
      keyFloor(source, dayStartMs + dayMs + longestRequestMs),
      through.recordedAt,
      through.key,
    ],
  };
}
