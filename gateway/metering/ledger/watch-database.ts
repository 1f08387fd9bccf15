import type { Deps } from "../../deps";
import { pingLedger } from "./event-store";

/** Whether the ledger's database answers; said in the log when that changes. */
export interface DatabaseWatch {
  isReachable(): boolean;
  /** The last error, while the database does not answer; undefined otherwise. */
  trouble(): unknown;
  setReachable(now: boolean, err?: unknown): void;
  /** Watches a wait for the database, and answers how to end it. */
  whenSilent(): () => void;
  close(): void;
}

const probeMs = 1_000;
/** A database that does not answer for this long is as good as gone, though no error says so. */
const silenceMsMax = 2_000;

/** @param isAsked somebody waits for the database already, and will notice */
export function watchDatabase(
  deps: Pick<Deps, "db" | "log">,
  isAsked: () => boolean,
): DatabaseWatch {
  let reachable = true;
  let lastTrouble: unknown;
  let probing = false;
  let closed = false;
  const probeTimer = setInterval(() => void probe(), probeMs);
  probeTimer.unref();

  /** Finds out about a database that went away while no request was there to notice. */
  async function probe(): Promise<void> {
    if (isAsked() || probing) return;
    probing = true;
    const endSilence = whenSilent();
    try {
      await pingLedger(deps.db);
      setReachable(true);
    } catch (err) {
      setReachable(false, err);
    } finally {
      endSilence();
      probing = false;
    }
  }

  /** A busy process reads what has arrived before it calls the database silent. */
  function whenSilent(): () => void {
    let isOver = false;
    const giveUp = () => {
      if (!isOver) setReachable(false, new Error(`no answer in ${silenceMsMax} ms`));
    };
    const timer = setTimeout(() => setImmediate(giveUp), silenceMsMax).unref();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }

  function setReachable(now: boolean, err?: unknown): void {
    lastTrouble = now ? undefined : (err ?? lastTrouble);
    if (closed || now === reachable) return;
    reachable = now;
    if (now) deps.log.info("the ledger's database is back");
    else deps.log.error({ err }, "the ledger's database is unreachable: refusing requests");
  }

  return {
    isReachable: () => reachable,
    trouble: () => (reachable ? undefined : lastTrouble),
    setReachable,
    whenSilent,
    close() {
      closed = true;
      clearInterval(probeTimer);
    },
  };
}
