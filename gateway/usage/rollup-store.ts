import type { Queryable } from "../db/database";
import { ulidFloor } from "../events/ulid-range";
import { rollupAddition } from "./rollup-addition-store";

/** Where usage comes from: what was admitted, and what was refused. */
export type UsageSource = "events" | "receipts";

/** A place in recording order. */
export interface RecordedPosition {
  recordedAt: Date;
  key: string;
}

// Any fixed number: one process at a time adds up, and none while a day is being rebuilt.
const rollupLock = 7_207_030;
const dayMs = 86_400_000;
/** A key is made before its row is recorded: partitions a good deal further back are looked at. */
const keyMarginMs = 7 * dayMs;
/** An answer takes less; so its key lies this close behind its admission. */
const longestRequestMs = dayMs;
/** Clocks of replicas and of Redis, which dates admissions, differ. */
const clockSlackMs = 3_600_000;

const start: RecordedPosition = { recordedAt: new Date(0), key: "" };

/** Rows of a source as the addition wants them. */
const rowsOf: Record<UsageSource, { select: string; key: string; happenedAt: string }> = {
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

function keyFloor(source: UsageSource, atMs: number): string {
  const floor = ulidFloor(Math.max(0, atMs));
  return source === "events" ? floor : `req_${floor}`;
}

/**
 * For transactions that write no events and take their time: the event feed, which waits for those
 * of gateways, need not wait for this one.
 */
export async function leaveFeedAlone(tx: Queryable): Promise<void> {
  await tx.query("SET LOCAL application_name = 'headgate usage'");
}

/** Until the end of the transaction; false where another process has it. */
export async function tryLockRollups(tx: Queryable): Promise<boolean> {
  const { rows } = await tx.query<{ taken: boolean }>(
    "SELECT pg_try_advisory_xact_lock($1) AS taken",
    [rollupLock],
  );
  return rows[0]?.taken ?? false;
}

/** Until the end of the transaction; waits for whoever has it. */
export async function lockRollups(tx: Queryable): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock($1)", [rollupLock]);
}

/** Everything of the source up to here, and nothing behind it, is in the roll-ups. */
export async function selectWatermark(
  db: Queryable,
  source: UsageSource,
): Promise<RecordedPosition> {
  const { rows } = await db.query<RecordedPosition>(
    `SELECT recorded_at AS "recordedAt", key FROM usage_watermarks WHERE source = $1`,
    [source],
  );
  return rows[0] ?? start;
}

export async function saveWatermark(
  tx: Queryable,
  source: UsageSource,
  { recordedAt, key }: RecordedPosition,
): Promise<void> {
  await tx.query(
    `INSERT INTO usage_watermarks (source, recorded_at, key) VALUES ($1, $2, $3)
     ON CONFLICT (source) DO UPDATE SET recorded_at = excluded.recorded_at, key = excluded.key`,
    [source, recordedAt, key],
  );
}

/** Adds the next rows of the source, recorded before `horizonMs`; answers how many and the last. */
export async function addNextRows(
  tx: Queryable,
  source: UsageSource,
  { after, horizonMs, limit }: { after: RecordedPosition; horizonMs: number; limit: number },
): Promise<{ rows: number; last: RecordedPosition | undefined }> {
  const { select, key } = rowsOf[source];
  const { rows } = await tx.query<{ rows: number; recordedAt: Date | null; key: string | null }>(
    rollupAddition(`${select} WHERE (recorded_at, ${key}) > ($1, $2) AND recorded_at < $3
      AND ${key} >= $4 ORDER BY recorded_at, ${key} LIMIT $5`),
    [
      after.recordedAt,
      after.key,
      new Date(horizonMs),
      keyFloor(source, after.recordedAt.getTime() - keyMarginMs),
      limit,
    ],
  );
  const [added] = rows;
  if (!added) throw new Error("an aggregate answers one row");
  const { recordedAt, key: lastKey } = added;
  const last = recordedAt && lastKey !== null ? { recordedAt, key: lastKey } : undefined;
  return { rows: added.rows, last };
}

/** Adds all of the source's rows of one UTC day that lie up to the watermark. */
export async function addRowsOfDay(
  tx: Queryable,
  source: UsageSource,
  dayStartMs: number,
  through: RecordedPosition,
): Promise<number> {
  const { select, key, happenedAt } = rowsOf[source];
  const { rows } = await tx.query<{ rows: number }>(
    rollupAddition(`${select} WHERE ${happenedAt} >= $1 AND ${happenedAt} < $2
      AND ${key} >= $3 AND ${key} < $4 AND (recorded_at, ${key}) <= ($5, $6)`),
    [
      new Date(dayStartMs),
      new Date(dayStartMs + dayMs),
      keyFloor(source, dayStartMs - clockSlackMs - (source === "receipts" ? longestRequestMs : 0)),
      keyFloor(source, dayStartMs + dayMs + longestRequestMs),
      through.recordedAt,
      through.key,
    ],
  );
  return rows[0]?.rows ?? 0;
}

/** The first moment that is not in the roll-ups of a source: ms; undefined where all is. */
export async function selectFirstMissing(
  db: Queryable,
  source: UsageSource,
): Promise<number | undefined> {
  const { key } = rowsOf[source];
  const after = await selectWatermark(db, source);
  const { rows } = await db.query<{ recordedAt: Date }>(
    `SELECT recorded_at AS "recordedAt" FROM ${source}
     WHERE (recorded_at, ${key}) > ($1, $2) AND ${key} >= $3
     ORDER BY recorded_at, ${key} LIMIT 1`,
    [after.recordedAt, after.key, keyFloor(source, after.recordedAt.getTime() - keyMarginMs)],
  );
  return rows[0]?.recordedAt.getTime();
}
