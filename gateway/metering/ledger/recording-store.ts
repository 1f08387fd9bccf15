import { dayMs } from "../../contracts/leaves/time";
import { onlyRow, type Queryable } from "../../platform/db/database";
import { ulidFloor } from "./ulid-range";

/** A table that is read in recording order. */
export type RecordingSource = "events" | "receipts";

/** A key may be older than its record, most of all in sample data: so far back partitions are read. */
export const keyMarginMs = 35 * dayMs;

const keyOf: Record<RecordingSource, { column: string; floor(atMs: number): string }> = {
  events: { column: "idempotency_key", floor: ulidFloor },
  receipts: { column: "request_id", floor: (atMs) => `req_${ulidFloor(atMs)}` },
};

/** SQL of the moment that a row gets: now, but never below what readers were told is complete. */
export const recordedNow = (source: RecordingSource) =>
  `greatest(date_trunc('milliseconds', clock_timestamp()),
    (SELECT at FROM recording_floors WHERE source = '${source}'))`;

/**
 * Moves the floor past everything that is recorded, and answers it: whoever begins to write from now
 * on gets a moment that is not below it, whatever PostgreSQL's clock does. Not within a transaction:
 * writers see it once it is committed.
 */
export async function raiseFloor(db: Queryable, source: RecordingSource): Promise<number> {
  const { rows } = await db.query<{ at: Date }>(
    `INSERT INTO recording_floors AS f (source, at)
     VALUES ($1, date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond')
     ON CONFLICT (source) DO UPDATE SET at =
       greatest(f.at, date_trunc('milliseconds', clock_timestamp())) + interval '1 millisecond'
     RETURNING at`,
    [source],
  );
  return onlyRow(rows).at.getTime();
}

export interface RecordingFloor {
  /**
   * New writers record nothing below this moment; writers under way may. 0: nobody has read yet.
   */
  floorMs: number;
  /** Nobody will record anything below this moment. */
  settledMs: number;
  nowMs: number;
}

export async function selectFloor(db: Queryable, source: RecordingSource): Promise<RecordingFloor> {
  const { rows } = await db.query<{ at: Date | null; settledAt: Date | null; now: Date }>(
    `SELECT statement_timestamp() AS now, at, settled_at AS "settledAt"
     FROM (VALUES ($1)) AS asked (source) LEFT JOIN recording_floors USING (source)`,
    [source],
  );
  const row = onlyRow(rows);
  return {
    floorMs: row.at?.getTime() ?? 0,
    settledMs: row.settledAt?.getTime() ?? 0,
    nowMs: row.now.getTime(),
  };
}

/** Notes that all writers are done that were under way when the floor was here. */
export async function saveSettled(
  db: Queryable,
  source: RecordingSource,
  settledMs: number,
): Promise<void> {
  await db.query(
    "UPDATE recording_floors SET settled_at = $2 WHERE source = $1 AND settled_at < $2",
    [source, new Date(settledMs)],
  );
}

/**
 * Whether anything is recorded that the floor does not cover. Asked for as the newest row: whatever
 * PostgreSQL knows about the table, that is the end of an index.
 */
export async function hasRowsFrom(
  db: Queryable,
  source: RecordingSource,
  { floorMs, nowMs }: Pick<RecordingFloor, "floorMs" | "nowMs">,
): Promise<boolean> {
  const { column, floor } = keyOf[source];
  const { rows } = await db.query<{ found: boolean }>(
    `SELECT recorded_at >= $1 AS found FROM ${source} WHERE ${column} >= $2
     ORDER BY recorded_at DESC, ${column} DESC LIMIT 1`,
    [new Date(floorMs), floor(Math.max(0, Math.min(floorMs, nowMs) - keyMarginMs))],
  );
  return rows[0]?.found ?? false;
}

/**
 * Transactions under way that write to the source's table, each by its name: they hold its lock until
 * they end, and every role may see that, whatever it signed in as.
 */
export async function selectWriters(db: Queryable, source: RecordingSource): Promise<Set<string>> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT DISTINCT virtualtransaction AS name FROM pg_locks
     WHERE locktype = 'relation' AND relation = to_regclass($1) AND mode = 'RowExclusiveLock'
       AND granted AND pid IS DISTINCT FROM pg_backend_pid()
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [source],
  );
  return new Set(rows.map(({ name }) => name));
}
