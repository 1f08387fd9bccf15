import type { Deps } from "../../deps";
import { rollUpBatch, usageSources } from "../rollups/roll-up-usage";
import { selectWatermark } from "../rollups/rollup-store";
import { comparedSources } from "../rollups/usage-day";
import { readOneMoment } from "../rollups/usage-history-store";
import { countRowsOfDay, type RollupDifference, selectRollupDifferences } from "./reconcile-store";

export interface ReconciledRollups {
  events: number;
  /** undefined: no longer kept for this day, so not compared. */
  refusals: number | undefined;
  differences: RollupDifference[];
}

/**
 * Compares the roll-ups of one UTC day with the ledger and the refusals, up to where they are added
 * up: what is being written meanwhile is no difference. `day`: ms at its start.
 */
export async function reconcileRollups(
  { db, clock }: Pick<Deps, "db" | "clock">,
  day: number,
): Promise<ReconciledRollups> {
  // Where a running gateway rolls up at the same time, its work counts as well.
  for (const source of usageSources) while (await rollUpBatch(db, source));
  return db.transaction(async (tx) => {
    await readOneMoment(tx);
    const sources = [];
    for (const source of comparedSources(day, clock.now())) {
      sources.push({ source, through: await selectWatermark(tx, source) });
    }
    const counted = { events: 0, receipts: 0 };
    for (const { source, through } of sources) {
      counted[source] = await countRowsOfDay(tx, source, day, through);
    }
    return {
      events: counted.events,
      refusals: sources.some(({ source }) => source === "receipts") ? counted.receipts : undefined,
      differences: await selectRollupDifferences(tx, day, sources),
    };
  });
}
