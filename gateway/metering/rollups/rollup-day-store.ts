import { dayMs } from "../../contracts/leaves/time";
import type { Queryable } from "../../platform/db/database";
import { rollupAddition, rollups, usageMeasures } from "./rollup-addition-store";
import { type RecordedPosition, rowsOfDay, type UsageSource } from "./source-rows-store";

/** Adds all of the source's rows of one UTC day that lie up to the watermark. */
export async function addRowsOfDay(
  tx: Queryable,
  source: UsageSource,
  dayStartMs: number,
  through: RecordedPosition,
): Promise<number> {
  const { sql, values } = rowsOfDay(source, dayStartMs, through);
  const { rows } = await tx.query<{ rows: number }>(rollupAddition(sql), values);
  return rows[0]?.rows ?? 0;
}

/** Everything of one UTC day to 0; refusals only where they can be counted again. */
export async function clearDay(
  tx: Queryable,
  dayStartMs: number,
  { refusals }: { refusals: boolean },
): Promise<void> {
  const zeros = usageMeasures
    .filter((measure) => refusals || measure !== "refusals")
    .map((measure) => `${measure} = 0`);
  for (const { table } of rollups) {
    await tx.query(`UPDATE ${table} SET ${zeros.join(", ")} WHERE at >= $1 AND at < $2`, [
      new Date(dayStartMs),
      new Date(dayStartMs + dayMs),
    ]);
  }
}

export async function dropEmptyRows(tx: Queryable, dayStartMs: number): Promise<void> {
  const isEmpty = usageMeasures.map((measure) => `${measure} = 0`).join(" AND ");
  for (const { table } of rollups) {
    await tx.query(`DELETE FROM ${table} WHERE at >= $1 AND at < $2 AND ${isEmpty}`, [
      new Date(dayStartMs),
      new Date(dayStartMs + dayMs),
    ]);
  }
}

/** Start of the first UTC day of which the ledger still has everything, in ms; undefined: empty. */
export async function selectFirstLedgerDay(db: Queryable): Promise<number | undefined> {
  const { rows } = await db.query<{ at: Date }>(
    `SELECT "timestamp" AS at FROM events ORDER BY idempotency_key LIMIT 1`,
  );
  const [first] = rows;
  return first && Math.floor(first.at.getTime() / dayMs) * dayMs;
}
