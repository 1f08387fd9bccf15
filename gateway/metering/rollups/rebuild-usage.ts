import type { Deps } from "../../deps";
import { addRowsOfDay, clearDay, dropEmptyRows } from "./rollup-day-store";
import { lockRollups, selectWatermark } from "./rollup-store";
import { comparedSources } from "./usage-day";

/**
 * Adds one UTC day up anew from the ledger, and from the refusals while all of that day are kept;
 * older refusals stay as they are. The roller waits and goes on where it was. Answers how many
 * events were added. `day`: ms at its start.
 */
export function rebuildUsageDay(
  { db, clock }: Pick<Deps, "db" | "clock">,
  day: number,
): Promise<number> {
  return db.transaction(async (tx) => {
    await lockRollups(tx);
    const sources = comparedSources(day, clock.now());
    await clearDay(tx, day, { refusals: sources.includes("receipts") });
    const added = { events: 0, receipts: 0 };
    for (const source of sources) {
      added[source] = await addRowsOfDay(tx, source, day, await selectWatermark(tx, source));
    }
    await dropEmptyRows(tx, day);
    return added.events;
  });
}
