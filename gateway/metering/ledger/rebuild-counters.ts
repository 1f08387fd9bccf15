import { dayMs, minuteMs } from "../../contracts/leaves/time";
import { rollingLengthsMs } from "../../contracts/limit-windows";
import type { Deps } from "../../deps";
import type { RebuildEntry } from "../../limits/counter-store";
import { sumUpDay } from "../rollups/sum-up-day";
import { awaitWriters } from "./await-writers";
import { type ConsumptionRow, selectSettledAfter } from "./event-store";
import { ulidFloor } from "./ulid-range";

/** The longest rolling window, and a minute for clocks that differ a little. */
const recentMs = Math.max(...rollingLengthsMs) + minuteMs;
const pageRows = 5_000;
const writersPatienceMs = 10_000;

/**
 * Puts back into the counters what the ledger knows: today's consumption, from the sums of the day
 * and the rows behind them, and the rolling windows. Call it once, before the first
 * request, so that a restart gives nobody a fresh allowance. Source: decision 0074.
 */
export async function rebuildCounters(
  deps: Pick<Deps, "db" | "clock" | "counters">,
): Promise<void> {
  await deps.counters.rebuild(readConsumption(deps));
}

/** What a gateway that was killed had sent to the ledger is waited for. Read afresh at each call. */
export async function* readCommittedConsumption(
  deps: Pick<Deps, "db" | "clock" | "log">,
): AsyncGenerator<RebuildEntry> {
  if (!(await awaitWriters(deps.db, "events", writersPatienceMs))) {
    deps.log.warn("transactions of another gateway do not end; counting without them");
  }
  yield* readConsumption(deps);
}

/** Read afresh at each call. */
export async function* readConsumption({
  db,
  clock,
}: Pick<Deps, "db" | "clock">): AsyncGenerator<RebuildEntry> {
  const now = clock.now();
  let after = ulidFloor(now - recentMs);
  for (;;) {
    const key = after;
    const rows = await db.transaction((tx) => selectSettledAfter(tx, key, pageRows));
    for (const row of rows) {
      yield {
        ...shared(row),
        requests: 1,
        counts: "windows",
        reservationId: row.requestId,
        admittedAt: row.admittedAt.getTime(),
        settledAt: row.settledAt.getTime(),
      };
    }
    const last = rows.at(-1);
    if (!last || rows.length < pageRows) break;
    after = last.idempotencyKey;
  }
  // After the page, so that whatever was on it is in the day: its settlement will not count again.
  const midnight = Math.floor(now / dayMs) * dayMs;
  for (const row of await sumUpDay(db, midnight)) {
    yield { ...shared(row), requests: row.requests, counts: "day", admittedAt: midnight };
  }
}

function shared(row: Omit<ConsumptionRow, "requests">) {
  return {
    rootGroupId: row.groupPath[0] ?? row.groupId,
    meteredGroupIds: row.cascading ? row.groupPath : [row.groupId],
    slug: row.slug,
    tokens: row.tokens,
  };
}
