import { AsyncLocalStorage } from "node:async_hooks";
import type { Database, Queryable } from "./database";

export interface JoinedDatabase extends Database {
  /** Runs `work` in one transaction, which everything that it asks of this database is part of. */
  inTransaction<Result>(work: () => Promise<Result>): Promise<Result>;
}

/**
 * The same database, whose transactions can be made part of a larger one from outside: each is then
 * a savepoint, and nothing of it is there before the larger one commits.
 */
export function joinTransactions(db: Database): JoinedDatabase {
  const joined = new AsyncLocalStorage<Queryable>();
  return {
    ...db,
    query: (text, values) => (joined.getStore() ?? db).query(text, values),
    transaction: (work) => {
      const tx = joined.getStore();
      return tx ? withSavepoint(tx, work) : db.transaction(work);
    },
    inTransaction: (work) => db.transaction((tx) => joined.run(tx, work)),
  };
}

/** PostgreSQL goes on with the newest of a name, so that nested ones need no names of their own. */
async function withSavepoint<Result>(
  tx: Queryable,
  work: (tx: Queryable) => Promise<Result>,
): Promise<Result> {
  await tx.query("SAVEPOINT joined");
  try {
    const result = await work(tx);
    await tx.query("RELEASE SAVEPOINT joined");
    return result;
  } catch (error) {
    // Where the connection is gone, the larger transaction fails with it: this error says why.
    await tx.query("ROLLBACK TO SAVEPOINT joined").catch(() => {});
    throw error;
  }
}
