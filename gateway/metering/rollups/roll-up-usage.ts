import type { Database } from "../../platform/db/database";
import { findHorizon } from "../ledger/find-horizon";
import { addNextRows, saveWatermark, selectWatermark, tryLockRollups } from "./rollup-store";
import type { UsageSource } from "./source-rows-store";

export const usageSources: readonly UsageSource[] = ["events", "receipts"];
const batchRowsMax = 5_000;

/**
 * Adds one batch of a source to the roll-ups. Sums and watermark move in one transaction, and only
 * past what can no longer change: nothing is skipped, nothing is added twice. True where more waits;
 * undefined where another process is at it.
 */
export async function rollUpBatch(
  db: Database,
  source: UsageSource,
  limit = batchRowsMax,
): Promise<boolean | undefined> {
  const horizonMs = await findHorizon(db, source);
  return db.transaction(async (tx) => {
    if (!(await tryLockRollups(tx))) return undefined;
    const after = await selectWatermark(tx, source);
    const { rows, last } = await addNextRows(tx, source, { after, horizonMs, limit });
    if (last) await saveWatermark(tx, source, last);
    return rows === limit;
  });
}
