import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Database, Queryable } from "./database";

const attemptsMax = 5;
const pauseMaxMs = 10;
/** serialization_failure, deadlock_detected: nothing was written, the same work may succeed now. */
const passing = new Set(["40001", "40P01"]);

/** `db.transaction`, run again where PostgreSQL ended it for the sake of a concurrent one. */
export async function retryTransaction<Result>(
  db: Database,
  work: (tx: Queryable) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work);
    } catch (error) {
      const mayPass = error instanceof pg.DatabaseError && passing.has(error.code ?? "");
      if (!mayPass || attempt === attemptsMax) throw error;
      // Of unlike length for each, so that two which ended each other don't meet again.
      await delay(Math.random() * pauseMaxMs * attempt);
    }
  }
}
