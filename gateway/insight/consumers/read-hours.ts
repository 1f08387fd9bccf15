import pg from "pg";
import { hourMs } from "../../contracts/leaves/time";
import type { Database } from "../../platform/db/database";
import type { BusyBucket } from "./busy-buckets-store";
import {
  type HourSelection,
  limitStatements,
  selectHourPeaks,
  selectLedgerRows,
} from "./hour-peaks-store";
import type { KnownPeak } from "./sum-up-peaks";

/** How much of the ledger one answer may read. */
export interface ReadBudget {
  /** Requests of everybody in the hours that are read. */
  rowsMax: number;
  /** For each hour; one that takes longer counts as not read. */
  statementMs: number;
}
export const readBudget: ReadBudget = { rowsMax: 300_000, statementMs: 2_000 };

/**
 * The busiest window of each hour, from the ledger: the busiest hours first, as far as the budget
 * goes. Of an hour that was not read its mean is known, which its busiest window can't be below.
 */
export async function readHours(
  db: Database,
  hours: readonly BusyBucket[],
  selection: Omit<HourSelection, "hourMs" | "of">,
  { isPool, budget }: { isPool: boolean; budget: ReadBudget },
): Promise<KnownPeak[]> {
  const byHour = new Map<number, BusyBucket[]>();
  for (const bucket of hours) {
    const atMs = bucket.at.getTime();
    const known = byHour.get(atMs);
    if (known) known.push(bucket);
    else byHour.set(atMs, [bucket]);
  }
  const rowsOf = await selectLedgerRows(db, [...byHour.keys()]);
  let rowsLeft = budget.rowsMax;
  const peaks: KnownPeak[] = [];
  for (const [atMs, buckets] of byHour) {
    const rows = rowsOf.get(atMs) ?? 0;
    const ids = buckets.map(({ groupId }) => groupId);
    const [pool = ""] = ids;
    const of = isPool ? { pool } : { callers: ids };
    const isRead = rows <= rowsLeft;
    if (isRead) rowsLeft -= rows;
    const read = isRead
      ? await readHour(db, { ...selection, hourMs: atMs, of }, budget.statementMs)
      : undefined;
    const found = new Map(read?.map((each) => [each.groupId, each]));
    for (const { groupId, amount } of buckets) {
      const mean = Math.ceil((amount * selection.windowMs) / hourMs);
      const peak = found.get(groupId);
      if (peak && peak.used >= mean) {
        const { used, atMs, total } = peak;
        peaks.push({ groupId, used, atMs, isHour: false, isWhole: total >= amount });
      } else peaks.push({ groupId, used: mean, atMs, isHour: true, isWhole: false });
    }
  }
  return peaks;
}

const queryCanceled = "57014";

/** undefined: it took too long. */
async function readHour(db: Database, hour: HourSelection, statementMs: number) {
  try {
    return await db.transaction(async (tx) => {
      await limitStatements(tx, statementMs);
      return await selectHourPeaks(tx, hour);
    });
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === queryCanceled) return undefined;
    throw error;
  }
}
