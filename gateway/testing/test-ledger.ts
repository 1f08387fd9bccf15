import type { Clock, Ids } from "../deps";
import type { Ledger, LedgerRow } from "../metering/ledger/ledger";

/** Keeps what is appended in memory. */
export interface TestLedger extends Ledger {
  rows: LedgerRow[];
  /** While false, the ledger says that it can't be reached. */
  available: boolean;
}

export function createTestLedger(ids: Ids, clock: Clock): TestLedger {
  const ledger: TestLedger = {
    rows: [],
    available: true,
    isAvailable: () => ledger.available,
    trouble: () => (ledger.available ? undefined : new Error("the test ledger is not available")),
    async append(row) {
      if (!ledger.available) throw new Error("the test ledger is not available");
      const timestamp = clock.now();
      const idempotencyKey = ids.ulid(timestamp);
      ledger.rows.push({ ...row, idempotencyKey, timestamp });
      return { idempotencyKey };
    },
    drain: async () => {},
  };
  return ledger;
}
