import type { Queryable } from "../../platform/db/database";
import { hasRowsFrom, type RecordingSource, raiseFloor, selectFloor } from "./recording-store";
import { settle } from "./settle";

/** Commits take milliseconds; whoever reads again soon need not wait for one that hangs. */
const patienceMs = 1_000;

/**
 * How far the source can be read for good: every row recorded before this moment (ms) is there, and
 * none will appear. Call it before the transaction that reads. Source: decision 0073.
 */
export async function findHorizon(db: Queryable, source: RecordingSource): Promise<number> {
  const floor = await selectFloor(db, source);
  const { settledMs } = floor;
  // The floor is raised only where there are new rows, so that an idle gateway writes nothing.
  const isNews = await hasRowsFrom(db, source, floor);
  if (!isNews && settledMs === floor.floorMs) return settledMs;
  const floorMs = isNews ? await raiseFloor(db, source) : floor.floorMs;
  return (await settle(db, source, floorMs, patienceMs)) ? floorMs : settledMs;
}
