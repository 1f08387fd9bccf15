import { onlyRow, type Queryable } from "../../platform/db/database";
import { keyMarginMs } from "../ledger/recording-store";
import { rollupAddition } from "./rollup-addition-store";
import { keyFloor, type RecordedPosition, rowsOf, type UsageSource } from "./source-rows-store";

// Any fixed number: one process at a time adds up, and none while a day is being rebuilt.
const rollupLock = 7_207_030;
const start: RecordedPosition = { recordedAt: new Date(0), key: "" };

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
  const { recordedAt, key: lastKey, ...added } = onlyRow(rows);
  const last = recordedAt && lastKey !== null ? { recordedAt, key: lastKey } : undefined;
  return { ...added, last };
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
