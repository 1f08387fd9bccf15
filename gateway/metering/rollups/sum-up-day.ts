import type { Database } from "../../platform/db/database";
import type { ConsumptionRow } from "../ledger/event-store";
import { readConsumptionOfDay } from "./day-consumption-store";
import { readOneMoment } from "./usage-history-store";

/** What was admitted on a UTC day (its start, ms), one row for each group and slug; of one moment. */
export function sumUpDay(db: Database, dayStartMs: number): Promise<ConsumptionRow[]> {
  return db.transaction(async (tx) => {
    await readOneMoment(tx);
    const sums = new Map<string, ConsumptionRow>();
    for await (const rows of readConsumptionOfDay(tx, dayStartMs)) {
      for (const row of rows) {
        const name = `${row.groupId} ${row.cascading} ${row.slug}`;
        const sum = sums.get(name);
        if (!sum) sums.set(name, row);
        else {
          sum.requests += row.requests;
          sum.tokens += row.tokens;
        }
      }
    }
    return [...sums.values()];
  });
}
