import type { Clock, Deps } from "../../deps";
import { repeat } from "../../platform/process/repeat";
import { selectDatabaseClock } from "./partition-store";

export interface DatabaseClock extends Clock {
  /** Looks at PostgreSQL's time. Runs by itself every second. */
  look(): Promise<void>;
  close(): void;
}

export interface DatabaseClockOptions {
  /** Ms of a clock that never steps. */
  steady?: () => number;
  /** null = only `look` moves it on. */
  pollMs?: number | null;
}

/** Without a new look the time stands still after this long: what steps may be the steady clock. */
const unseenMsMax = 5_000;
/** More than this is a step, not a clock that runs a little fast. */
const stepMsMin = 60_000;
/** A step ahead may be undone: it counts once it has lasted. */
const doubtMs = 600_000;

/**
 * PostgreSQL's time, the same for all gateways, moved on by the machine's steady clock: steps of this
 * machine's own calendar are never seen. A step back of PostgreSQL's is followed at once, so that ids
 * are not ahead of it; one ahead opens no new day before it has lasted. Source: decision 0075.
 */
export async function openDatabaseClock(
  { db, log }: Pick<Deps, "db" | "log">,
  { steady = () => performance.now(), pollMs = 1_000 }: DatabaseClockOptions = {},
): Promise<DatabaseClock> {
  let anchor = await measure();
  /** When PostgreSQL's time was first seen to be ahead by a step, on the steady clock. */
  let doubtedAtMs: number | undefined;

  /** Asks PostgreSQL for its time. The answer may be off by half of the time that asking took. */
  async function measure() {
    const askedMs = steady();
    const databaseMs = await selectDatabaseClock(db);
    const steadyMs = steady();
    const errorMs = Math.max(0, steadyMs - askedMs) / 2;
    return { atMs: databaseMs + errorMs, steadyMs, errorMs };
  }

  function timeAt(steadyMs: number): number {
    const passedMs = Math.min(Math.max(0, steadyMs - anchor.steadyMs), unseenMsMax);
    return anchor.atMs + passedMs;
  }

  async function look(): Promise<void> {
    const seen = await measure();
    // Longer than the steady clock is believed without a look: it may have stopped, or been away.
    const expectedMs = timeAt(seen.steadyMs);
    const aheadMs = seen.atMs - expectedMs;
    const passedMs = seen.steadyMs - anchor.steadyMs;
    const unseenMs = Math.max(0, passedMs - unseenMsMax);
    if (aheadMs > stepMsMin + unseenMs) {
      if (doubtedAtMs === undefined) log.warn({ aheadMs }, "PostgreSQL's clock was set ahead");
      doubtedAtMs ??= seen.steadyMs;
      if (seen.steadyMs - doubtedAtMs < doubtMs) {
        anchor = { ...seen, atMs: expectedMs };
        return;
      }
    } else if (aheadMs < -stepMsMin) log.warn({ aheadMs }, "PostgreSQL's clock was set back");
    doubtedAtMs = undefined;
    const isWithinError = Math.abs(aheadMs) <= seen.errorMs + anchor.errorMs;
    anchor = isWithinError ? { ...seen, atMs: expectedMs, errorMs: anchor.errorMs } : seen;
  }

  // The ledger logs a database that is away.
  const close = repeat(pollMs, () => look().catch(() => {}));
  return { now: () => Math.floor(timeAt(steady())), look, close };
}
