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
  let closed = false;
  let failing = false;
  let wake = () => {};

  const rolling = (async () => {
    while (!closed) {
      const pauseMs = await rollOnce();
      if (!closed) await pause(pauseMs);
    }
  })();

  async function rollOnce(): Promise<number> {
    let waits = false;
    try {
      for (const source of usageSources) {
        if (!closed && (await rollUpBatch(db, source))) waits = true;
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

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    async close() {
      closed = true;
      wake();
      await rolling;
    },
  };
}
