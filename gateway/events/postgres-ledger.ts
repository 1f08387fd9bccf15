import pg from "pg";
import type { Deps } from "../deps";
import type { Metrics } from "../metrics/metrics";
import { insertEvents, pingLedger } from "./event-store";
import type { Ledger, LedgerAppend, LedgerRow } from "./ledger";
import { openPartitionKeeper } from "./partition-keeper";

interface Queued {
  row: LedgerRow;
  committed: () => void;
  rejected: (error: unknown) => void;
}

export interface PostgresLedgerOptions {
  /** Rows waiting for a commit beyond which new requests are refused. */
  queueRowsMax?: number;
  rowsPerCommitMax?: number;
  /** Whole days that events are kept; null = for ever. */
  retentionDays?: number | null;
  metrics?: Metrics;
}

const retryMs = 250;
const probeMs = 1_000;
/** A database that does not answer for this long is as good as gone, though no error says so. */
const silenceMsMax = 2_000;

/**
 * The ledger on PostgreSQL. Rows are committed in groups: what queued up while one commit was
 * under way goes into the next, so a lone row waits for nothing and a burst shares one fsync.
 */
export async function openPostgresLedger(
  deps: Pick<Deps, "db" | "clock" | "ids" | "log">,
  options: PostgresLedgerOptions = {},
): Promise<Ledger & { close(): Promise<void> }> {
  const queueRowsMax = options.queueRowsMax ?? 20_000;
  const rowsPerCommitMax = options.rowsPerCommitMax ?? 500;
  const queue: Queued[] = [];
  const { metrics } = options;
  metrics?.watch({ ledgerQueueRows: () => queue.length + inCommit });
  /**
   * One commit at a time: two would wait for each other's fsync, and each carry half of the rows,
   * which costs PostgreSQL twice the work and no row waits less.
   */
  let flushing: Promise<void> | undefined;
  let inCommit = 0;
  let reachable = true;
  let probing = false;
  let closed = false;

  const partitions = await openPartitionKeeper(deps, options.retentionDays ?? null);
  const probeTimer = setInterval(() => void probe(), probeMs);
  probeTimer.unref();

  /** Finds out about a database that went away while no request was there to notice. */
  async function probe(): Promise<void> {
    if (flushing || probing) return;
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

  /** Answers how to end the wait. A process that was busy itself reads its mail before it complains. */
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
    if (closed || now === reachable) return;
    reachable = now;
    if (now) deps.log.info("the ledger's database is back");
    else deps.log.error({ err }, "the ledger's database is unreachable: refusing requests");
  }

  async function flush(): Promise<void> {
    while (queue.length > 0) {
      // Answers that arrived together share a commit.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = queue.splice(0, rowsPerCommitMax);
      inCommit = batch.length;
      const endSilence = whenSilent();
      const startedMs = performance.now();
      try {
        await commit(batch);
        metrics?.commits.observe((performance.now() - startedMs) / 1_000);
        setReachable(true);
      } catch (err) {
        // Nothing is lost: the rows go back to the front, in their order, and are tried again.
        queue.unshift(...batch);
        setReachable(false, err);
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      } finally {
        endSilence();
        inCommit = 0;
      }
    }
    flushing = undefined;
  }

  async function commit(batch: readonly Queued[]): Promise<void> {
    try {
      await insertEvents(
        deps.db,
        batch.map(({ row }) => row),
      );
    } catch (error) {
      if (!isAboutData(error)) throw error;
      await commitOneByOne(batch, error);
      return;
    }
    if (metrics) metrics.committedRows += batch.length;
    for (const { committed } of batch) committed();
  }

  /** One row that PostgreSQL refuses must not take its neighbours with it. */
  async function commitOneByOne(batch: readonly Queued[], error: unknown): Promise<void> {
    const [only] = batch;
    if (only && batch.length === 1) {
      deps.log.error({ err: error, requestId: only.row.requestId }, "the ledger refused an event");
      only.rejected(error);
      return;
    }
    for (const queued of batch) await commit([queued]);
  }

  return {
    append: (append: LedgerAppend) =>
      new Promise((resolve, reject) => {
        const timestamp = deps.clock.now();
        const idempotencyKey = deps.ids.ulid(timestamp);
        queue.push({
          row: rowOf(append, idempotencyKey, timestamp),
          committed: () => resolve({ idempotencyKey }),
          rejected: reject,
        });
        flushing ??= flush();
      }),
    isAvailable: () => reachable && queue.length + inCommit < queueRowsMax,
    async drain() {
      while (flushing) await flushing;
    },
    async close() {
      closed = true;
      clearInterval(probeTimer);
      await partitions.close();
      while (flushing) await flushing;
    },
  };
}

/** Member by member: spreading one object into another takes longer than the rest of an append. */
function rowOf(append: LedgerAppend, idempotencyKey: string, timestamp: number): LedgerRow {
  return {
    idempotencyKey,
    workspaceId: append.workspaceId,
    groupId: append.groupId,
    groupPath: append.groupPath,
    cascading: append.cascading,
    externalEntityId: append.externalEntityId,
    apiKeyPrefix: append.apiKeyPrefix,
    modelSlug: append.modelSlug,
    requestId: append.requestId,
    requestMetadata: append.requestMetadata,
    admittedAt: append.admittedAt,
    timestamp,
    inputTokens: append.inputTokens,
    outputTokens: append.outputTokens,
    cachedInputTokens: append.cachedInputTokens,
    estimated: append.estimated,
    outcome: append.outcome,
    billable: append.billable,
    failure: append.failure,
  };
}

/** SQLSTATE classes 22 and 23: the row is at fault, not the connection or the server. */
function isAboutData(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? "");
}
