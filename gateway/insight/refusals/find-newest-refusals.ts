import { hourMs } from "../../contracts/leaves/time";
import { ulidFloor } from "../../metering/ledger/ulid-range";
import type { Queryable } from "../../platform/db/database";
import {
  countSeries,
  type RefusalRow,
  type RefusalStretch,
  selectByWalking,
  selectFromSeries,
} from "./refusal-store";

/** How far back is looked at first: in a busy workspace the rest of the week need not be. */
const stepsMs = [2 * hourMs, 48 * hourMs, Number.POSITIVE_INFINITY];

export interface SearchOptions {
  /** Up to so many, each one's newest are read and merged; of more, most would be read in vain. */
  fewSeries?: number;
  /** Refusals that are walked through, whosever they are, before many series are merged after all. */
  walkedRowsMax?: number;
}

/**
 * The newest refusals of a selection, up to `limit`, whoever else is being refused meanwhile: a
 * quiet group is found through its series, everybody at once by walking back. Source: decision 0055.
 */
export async function findNewestRefusals(
  db: Queryable,
  asked: RefusalStretch,
  { fewSeries = 50, walkedRowsMax = 10_000 }: SearchOptions = {},
): Promise<RefusalRow[]> {
  for (const stepMs of stepsMs) {
    const startMs = Math.floor((asked.toMs - stepMs) / hourMs) * hourMs;
    const isAll = !(startMs > asked.fromMs);
    const stretch = isAll
      ? asked
      : { ...asked, fromMs: startMs, fromId: `req_${ulidFloor(startMs)}` };
    const rows = await newestWithin(db, stretch, { fewSeries, walkedRowsMax });
    if (isAll || rows.length >= asked.limit) return rows;
  }
  return [];
}

async function newestWithin(
  db: Queryable,
  stretch: RefusalStretch,
  { fewSeries, walkedRowsMax }: Required<SearchOptions>,
): Promise<RefusalRow[]> {
  const series = await countSeries(db, stretch);
  if (series === 0) return [];
  if (series > fewSeries) {
    const rows = await selectByWalking(db, stretch, walkedRowsMax);
    if (rows.length >= stretch.limit) return rows;
  }
  return selectFromSeries(db, stretch);
}
