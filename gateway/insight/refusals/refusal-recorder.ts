import { dayMs, hourMs } from "../../contracts/leaves/time";
import type { Deps } from "../../deps";
import type { Refusal, RefusalRecorder } from "../../inference/admission/refusal-recorder";
import { createPartitions, dropPartitionsBefore } from "../../metering/ledger/partition-store";
import { receiptTraces } from "../../metering/ledger/trace-store";
import { refusalDaysKept } from "../../metering/rollups/usage-day";
import { deleteRefusalHours, insertRefusals, refusalsTable } from "./kept-refusal-store";
import { toKeptRefusal } from "./to-kept-refusal";

export interface RefusalRecorderOptions {
  queueMax?: number;
  /** Of one group: a customer who hammers a limit must not cost the others their refusals. */
  queueMaxPerGroup?: number;
}

/** Small batches with pauses: at most 2,000 refusals a second, a millisecond of work at a time. */
const batchRows = 100;
const pauseMs = 50;
const retryMs = 1_000;
/** Where the database is gone at shutdown, refusals do not hold it up for longer. */
const closingAttempts = 3;
const housekeepingMs = hourMs;
const dropLogMs = 10_000;

/** The recorder of refusals, over the database. */
export function openRefusalRecorder(
  { db, clock, log }: Pick<Deps, "db" | "clock" | "log">,
  { queueMax = 5_000, queueMaxPerGroup = 1_000 }: RefusalRecorderOptions = {},
): RefusalRecorder {
  let queue: Refusal[] = [];
  const queuedOf = new Map<string, number>();
  let dropped = 0;
  let untoldDrops = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let preparedDay = -1;
  let writing: Promise<void> | undefined;
  let closing = false;
  let endPause = () => {};

  const timer = setInterval(() => {
    keepHouse().catch((err) => log.error({ err }, "old refusals could not be dropped"));
  }, housekeepingMs);
  timer.unref();

  function keepHouse(): Promise<void> {
    return db.transaction(async (tx) => {
      await createPartitions(tx, clock.now(), 1, refusalsTable);
      await createPartitions(tx, clock.now(), 1, receiptTraces);
      const keptFromMs = Math.floor(clock.now() / dayMs - refusalDaysKept) * dayMs;
      await dropPartitionsBefore(tx, keptFromMs, refusalsTable);
      await dropPartitionsBefore(tx, keptFromMs, receiptTraces);
      await deleteRefusalHours(tx, keptFromMs);
    });
  }

  /** Before the first refusal of a day, so that an hourly timer need not be on time. */
  async function prepareDay(): Promise<void> {
    const day = Math.floor(clock.now() / dayMs);
    if (day === preparedDay) return;
    preparedDay = day;
    await keepHouse().catch((err) => log.error({ err }, "a day of refusals was not prepared"));
  }

  async function write(): Promise<void> {
    let failures = 0;
    // Nothing of it on the refused request's own time.
    await new Promise((resolve) => setImmediate(resolve));
    await prepareDay();
    let batch: Refusal[] = [];
    while (queue.length > 0) {
      // After a failure the same again: it may have been written before the answer was lost.
      if (failures === 0) batch = queue.slice(0, batchRows);
      try {
        await insertRefusals(db, batch.map(toKeptRefusal));
        remove(batch.length);
        failures = 0;
        if (queue.length > 0) await pause(pauseMs);
      } catch (err) {
        failures++;
        log.error({ err, waiting: queue.length }, "refusals could not be written");
        if (closing && failures >= closingAttempts) return giveUp();
        await pause(closing ? pauseMs : retryMs);
      }
    }
  }

  function giveUp(): void {
    drop(queue.length);
    remove(queue.length);
  }

  function remove(count: number): void {
    for (const { caller } of queue.slice(0, count)) {
      const left = (queuedOf.get(caller.group.id) ?? 1) - 1;
      if (left === 0) queuedOf.delete(caller.group.id);
      else queuedOf.set(caller.group.id, left);
    }
    queue = queue.slice(count);
  }

  /** Counted always, told once in a while: a storm of refusals must not become one of log lines. */
  function drop(count: number): void {
    dropped += count;
    untoldDrops += count;
    const now = clock.now();
    if (now - toldAtMs < dropLogMs && !closing) return;
    tellDrops();
    toldAtMs = now;
  }

  function tellDrops(): void {
    if (untoldDrops === 0) return;
    log.warn({ dropped: untoldDrops }, "refusals were left without a record");
    untoldDrops = 0;
  }

  function pause(ms: number): Promise<void> {
    if (closing && ms === pauseMs) return Promise.resolve();
    return new Promise((resolve) => {
      const pausing = setTimeout(resolve, ms);
      endPause = () => {
        clearTimeout(pausing);
        resolve();
      };
    });
  }

  return {
    note(refusal) {
      const { id } = refusal.caller.group;
      const ofGroup = queuedOf.get(id) ?? 0;
      if (closing || queue.length >= queueMax || ofGroup >= queueMaxPerGroup) return drop(1);
      queue.push(refusal);
      queuedOf.set(id, ofGroup + 1);
      writing ??= write().finally(() => {
        writing = undefined;
      });
    },
    counts: () => ({ queued: queue.length, dropped }),
    async close() {
      closing = true;
      clearInterval(timer);
      endPause();
      while (writing) await writing;
      tellDrops();
    },
  };
}
