import { setTimeout as delay } from "node:timers/promises";
import type { Deps } from "../../deps";
import { rollUpBatch, usageSources } from "./roll-up-usage";

/** Adds up usage behind the backs of requests, a second behind them or so. */
export interface UsageRoller {
  /** Ends after the batch under way. */
  close(): Promise<void>;
}

const idleMs = 1_000;
/** After a full batch: the ledger's own commits come first. */
const busyMs = 20;

/**
 * Every gateway runs one; PostgreSQL lets one at a time work. A database that is away only delays
 * it: what is not added up yet is in the ledger.
 */
export function openUsageRoller({ db, log }: Pick<Deps, "db" | "log">): UsageRoller {
  const closing = new AbortController();
  const { signal } = closing;
  let failing = false;

  const rolling = (async () => {
    while (!signal.aborted) {
      // Being told to close ends a pause.
      await delay(await rollOnce(), undefined, { signal }).catch(() => {});
    }
  })();

  async function rollOnce(): Promise<number> {
    let waits = false;
    try {
      for (const source of usageSources) {
        if (!signal.aborted && (await rollUpBatch(db, source))) waits = true;
      }
      if (failing) log.info("usage is added up again");
      failing = false;
    } catch (err) {
      if (!failing) log.warn({ err }, "usage can't be added up right now");
      failing = true;
      return idleMs;
    }
    return waits ? busyMs : idleMs;
  }

  return {
    async close() {
      closing.abort();
      await rolling;
    },
  };
}
