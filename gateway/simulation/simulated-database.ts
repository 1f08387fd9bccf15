import type { Database, Queryable } from "../platform/db/database";
import { currentWorld } from "./current-world";
import type { Owner } from "./scheduler";
import { Session } from "./session";

const sessions = new WeakMap<object, Session>();

/** A process' pool, on the simulated PostgreSQL. Stores of the simulation take it apart again. */
export function openSimulatedDatabase(owner: Owner): Database {
  const { postgres } = currentWorld();
  const unknown = () => Promise.reject(new Error("this store has no stand-in"));
  const open = (isTransaction: boolean): Queryable => {
    const handle: Queryable = { query: unknown };
    sessions.set(handle, new Session(owner, isTransaction));
    return handle;
  };
  const database: Database = {
    query: unknown,
    connect: unknown,
    close: async () => {},
    onConnection: (work) => work(open(false)),
    async transaction(work) {
      const tx = open(true);
      const session = findSession(tx);
      try {
        const result = await work(tx);
        // Its locks and writes end with the commit, done or not done.
        await postgres.call(session, () => postgres.commit(session));
        return result;
      } catch (error) {
        if (owner.isAlive) postgres.end(session);
        throw error;
      }
    },
  };
  sessions.set(database, new Session(owner, false));
  return database;
}

/** A pool's statement gets a connection of its own; a transaction's goes on in it. */
export function findSession(db: Queryable): Session {
  const session = sessions.get(db);
  if (!session) throw new Error("no database of the simulation");
  return session.isTransaction ? session : new Session(session.owner, false);
}
