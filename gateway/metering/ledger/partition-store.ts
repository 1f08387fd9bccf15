import { dayMs } from "../../contracts/leaves/time";
import { onlyRow, type Queryable } from "../../platform/db/database";
import { ulidFloor } from "./ulid-range";

// Any fixed number: it keeps two processes from creating one partition at once.
const partitionLock = 4_815_162_342;
/** Waiting for a table's lock keeps all later users waiting. After this time it is given up. */
const tableLockMsMax = 500;

/** Partitioned by ranges of a key that begins with its moment. */
export interface DailyTable {
  name: string;
  key: string;
  /** The smallest key of a moment. */
  floor(atMs: number): string;
}

export const ledgerTable: DailyTable = { name: "events", key: "idempotency_key", floor: ulidFloor };

/**
 * Makes the table's partition of each UTC day from yesterday to `daysAhead` days from now.
 * @throws pg.DatabaseError 55P03 while somebody holds the table, as a backup does
 */
export async function createPartitions(
  tx: Queryable,
  nowMs: number,
  daysAhead: number,
  table = ledgerTable,
): Promise<void> {
  await takeTurn(tx);
  const today = Math.floor(nowMs / dayMs);
  for (let day = today - 1; day <= today + daysAhead; day++) {
    const name = toPartitionName(table, day);
    const known = await tx.query("SELECT FROM pg_class WHERE oid = to_regclass($1)", [name]);
    if (known.rows.length > 0) continue;
    await createPartition(tx, table, name, day);
  }
}

/**
 * Drops days that ended by `beforeMs`, the oldest first: each costs as much as one row. Answers the
 * names of their partitions. @throws pg.DatabaseError 55P03 while somebody holds the table
 */
export async function dropPartitionsBefore(
  tx: Queryable,
  beforeMs: number,
  table: DailyTable,
  daysMax: number | null = null,
): Promise<string[]> {
  await takeTurn(tx);
  const { rows } = await tx.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = to_regclass($1) AND c.relname < $2 AND c.relname ~ '_\\d{4}_\\d\\d_\\d\\d$'
     ORDER BY c.relname LIMIT $3`,
    [table.name, toPartitionName(table, Math.floor(beforeMs / dayMs)), daysMax],
  );
  for (const { name } of rows) await tx.query(`DROP TABLE ${name}`);
  await tx.query(`DELETE FROM ${table.name}_default WHERE ${table.key} < $1`, [
    table.floor(beforeMs),
  ]);
  return rows.map(({ name }) => name);
}

/** PostgreSQL's own time, in ms. */
export async function selectDatabaseClock(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ now: Date }>("SELECT clock_timestamp() AS now");
  return onlyRow(rows).now.getTime();
}

/** Waits for other makers of partitions, but only briefly for readers and writers of the table. */
async function takeTurn(tx: Queryable): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock($1)", [partitionLock]);
  await tx.query(`SET LOCAL lock_timeout = ${tableLockMsMax}`);
}

function toPartitionName({ name }: DailyTable, day: number): string {
  return `${name}_${new Date(day * dayMs).toISOString().slice(0, 10).replaceAll("-", "_")}`;
}

/**
 * Rows of that day may lie in the default partition already: they move, or PostgreSQL would refuse.
 * Names and bounds are made of digits and ULID letters: nothing here is anyone's input.
 */
async function createPartition(
  tx: Queryable,
  table: DailyTable,
  name: string,
  day: number,
): Promise<void> {
  const [from, to] = [table.floor(day * dayMs), table.floor((day + 1) * dayMs)];
  const early = await tx.query(
    `SELECT FROM ${table.name}_default WHERE ${table.key} >= $1 AND ${table.key} < $2 LIMIT 1`,
    [from, to],
  );
  if (early.rows.length === 0) {
    await tx.query(
      `CREATE TABLE ${name} PARTITION OF ${table.name} FOR VALUES FROM ('${from}') TO ('${to}')`,
    );
    return;
  }
  await tx.query(`CREATE TABLE ${name} (LIKE ${table.name} INCLUDING ALL)`);
  await tx.query(
    `WITH moved AS (
       DELETE FROM ${table.name}_default WHERE ${table.key} >= '${from}' AND ${table.key} < '${to}'
       RETURNING *
     ) INSERT INTO ${name} SELECT * FROM moved`,
  );
  await tx.query(
    `ALTER TABLE ${table.name} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`,
  );
}
