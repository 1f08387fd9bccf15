import type { Database } from "../db/database";
import { selectFeedHorizon } from "../events/event-feed-store";
import {
  addNextRows,
  leaveFeedAlone,
  saveWatermark,
  selectWatermark,
  tryLockRollups,
} from "./rollup-store";
import type { UsageSource } from "./source-rows-store";

export const usageSources: readonly UsageSource[] = ["events", "receipts"];
const batchRowsMax = 5_000;

/**
 * Adds one batch of a source to the roll-ups. Sums and watermark move in one transaction, and only
 * past what can no longer change: nothing is skipped, nothing is added twice. True where more waits;
 * undefined where another process is at it.
 */
export function rollUpBatch(
  db: Database,
  source: UsageSource,
  limit = batchRowsMax,
): Promise<boolean | undefined> {
  return db.transaction(async (tx) => {
    await leaveFeedAlone(tx);
    if (!(await tryLockRollups(tx))) return undefined;
    // Before the rows are read, so that every row below it is seen.
    const { horizonMs } = await selectFeedHorizon(tx);
    const after = await selectWatermark(tx, source);
    const { rows, last } = await addNextRows(tx, source, { after, horizonMs, limit });
    if (last) await saveWatermark(tx, source, last);
    return rows === limit;
  });
}
