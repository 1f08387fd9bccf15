import pg from "pg";
import { dayMs, hourMs, minuteMs } from "../../contracts/leaves/time";
import type { Deps } from "../../deps";
import {
  createPartitions,
  dropPartitionsBefore,
  ledgerTable,
  selectDatabaseClock,
} from "./partition-store";
import { eventTraces } from "./trace-store";

export interface PartitionKeeper {
  /** Resolves after the partition that is being made or dropped. */
  close(): Promise<void>;
}

const daysAhead = 7;
const pauseMs = hourMs;
/** Time until the next try where the table was locked or the database away. */
const retryMs = minuteMs;

/**
 * Makes the ledger's days ahead, and drops those that ended more than `retentionDays` days ago
 * (null = none ever). Resolves once today has its partition.
 */
export async function openPartitionKeeper(
  deps: Pick<Deps, "db" | "clock" | "log">,
  retentionDays: number | null,
): Promise<PartitionKeeper> {
  const { db, clock, log } = deps;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const createAhead = () =>
    db.transaction(async (tx) => {
      await createPartitions(tx, clock.now(), daysAhead);
      await createPartitions(tx, clock.now(), daysAhead, eventTraces);
    });

  async function dropOld(): Promise<void> {
    if (retentionDays === null) return;
    // A clock that runs ahead must not cost a day of the ledger: both clocks have to say it is over.
    const nowMs = Math.min(clock.now(), await selectDatabaseClock(db));
    const beforeMs = Math.max(0, Math.floor(nowMs / dayMs) - retentionDays) * dayMs;
    // One at a time: while a day is dropped, commits wait.
    while (!closed) {
      const [dropped] = await db.transaction((tx) =>
        dropPartitionsBefore(tx, beforeMs, ledgerTable, 1),
      );
      if (!dropped) break;
      log.info(
        { partition: dropped, retentionDays },
        "a day of events was dropped, past its retention",
      );
    }
    // A call is named by when it began, and its event by when it ended: a day at most lies between.
    const tracesBeforeMs = Math.max(0, beforeMs - dayMs);
    await db.transaction((tx) => dropPartitionsBefore(tx, tracesBeforeMs, eventTraces));
  }

  async function keepHouse(): Promise<void> {
    await createAhead();
    await dropOld();
  }

  function scheduleIn(ms: number): void {
    if (closed) return;
    timer = setTimeout(() => {
      keeping = keepAndSchedule(keepHouse);
    }, ms);
    timer.unref();
  }

  async function keepAndSchedule(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      scheduleIn(pauseMs);
    } catch (err) {
      log.warn({ err }, "the ledger's partitions could not be made or dropped; trying again");
      scheduleIn(retryMs);
    }
  }

  // Days are made long ahead, so that a backup that holds the table has time to end.
  const hasDays = await createAhead().then(
    () => true,
    (error: unknown) => {
      if (!isLocked(error)) throw error;
      return false;
    },
  );
  let keeping = keepAndSchedule(hasDays ? dropOld : keepHouse);
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await keeping;
    },
  };
}

/** SQLSTATE lock_not_available. */
function isLocked(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "55P03";
}
