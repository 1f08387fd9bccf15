import type { Queryable } from "../../platform/db/database";
import { awaitWriters } from "./await-writers";
import { type RecordingSource, saveSettled } from "./recording-store";

/**
 * Settles what is recorded below a floor that was read or raised before: false where a commit hangs
 * for longer than `patienceMs`.
 */
export async function settle(
  db: Queryable,
  source: RecordingSource,
  floorMs: number,
  patienceMs: number,
): Promise<boolean> {
  if (!(await awaitWriters(db, source, patienceMs))) return false;
  await saveSettled(db, source, floorMs);
  return true;
}
