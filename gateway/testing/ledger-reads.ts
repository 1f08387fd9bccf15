import { type Database, openDatabase, type Queryable } from "../platform/db/database";

export interface LedgerReads {
  db: Database;
  /** How many rows of the ledger PostgreSQL has read for `db` by now. */
  rows(): number;
}

/** One connection, so that what it reads is known. */
export function countLedgerReads(url: string): LedgerReads {
  const one = openDatabase({ url, connections: 1, onIdleError: () => {} });
  let read = 0;
  async function counting<Result>(work: (tx: Queryable) => Promise<Result>): Promise<Result> {
    await one.query("SELECT pg_stat_force_next_flush()");
    return one.transaction(async (tx) => {
      const result = await work(tx);
      const { rows } = await tx.query<{ read: number }>(
        `SELECT coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)::bigint AS read
         FROM pg_stat_xact_user_tables WHERE relname ~ '^events(_|$)'`,
      );
      read += rows[0]?.read ?? 0;
      return result;
    });
  }
  const db: Database = {
    ...one,
    transaction: counting,
    query: (text, values) => counting((tx) => tx.query(text, values)),
  };
  return { db, rows: () => read };
}
