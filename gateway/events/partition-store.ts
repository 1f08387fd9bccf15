import type { Queryable } from "../db/database";
import { ulidFloor } from "./ulid-range";

const dayMs = 86_400_000;
// Any fixed number: it keeps two processes from creating one partition at once.
const partitionLock = 4_815_162_342;

/** Makes the ledger's partition of each UTC day from yesterday to `daysAhead` days from now. */
export async function createPartitions(
  tx: Queryable,
  nowMs: number,
  daysAhead: number,
): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock($1)", [partitionLock]);
  const today = Math.floor(nowMs / dayMs);
  for (let day = today - 1; day <= today + daysAhead; day++) {
    const name = `events_${new Date(day * dayMs).toISOString().slice(0, 10).replaceAll("-", "_")}`;
    const known = await tx.query("SELECT FROM pg_class WHERE oid = to_regclass($1)", [name]);
    if (known.rows.length > 0) continue;
    await createPartition(tx, name, ulidFloor(day * dayMs), ulidFloor((day + 1) * dayMs));
  }
}

/**
 * Rows of that day may lie in the default partition already: they move, or PostgreSQL would refuse.
 * Names and bounds are made of digits and ULID letters: nothing here is anyone's input.
 */
async function createPartition(
  tx: Queryable,
  name: string,
  from: string,
  to: string,
): Promise<void> {
  const early = await tx.query(
    "SELECT FROM events_default WHERE idempotency_key >= $1 AND idempotency_key < $2 LIMIT 1",
    [from, to],
  );
  if (early.rows.length === 0) {
    await tx.query(
      `CREATE TABLE ${name} PARTITION OF events FOR VALUES FROM ('${from}') TO ('${to}')`,
    );
    return;
  }
  await tx.query(`CREATE TABLE ${name} (LIKE events INCLUDING ALL)`);
  await tx.query(
    `WITH moved AS (
       DELETE FROM events_default WHERE idempotency_key >= '${from}' AND idempotency_key < '${to}'
       RETURNING *
     ) INSERT INTO ${name} SELECT * FROM moved`,
  );
  await tx.query(
    `ALTER TABLE events ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`,
  );
}
