import { setTimeout as delay } from "node:timers/promises";
import type { Queryable } from "../../platform/db/database";
import { type RecordingSource, selectWriters } from "./recording-store";

const pollMs = 5;

/**
 * Waits for the transactions that write to the source when it is called, not for later ones; false
 * where one of them does not end within `patienceMs`. What they wrote is seen by any later snapshot.
 */
export async function awaitWriters(
  db: Queryable,
  source: RecordingSource,
  patienceMs: number,
): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  let waiting = await selectWriters(db, source);
  while (waiting.size > 0) {
    if (performance.now() > deadline) return false;
    await delay(pollMs);
    const still = await selectWriters(db, source);
    waiting = new Set([...waiting].filter((name) => still.has(name)));
  }
  return true;
}
