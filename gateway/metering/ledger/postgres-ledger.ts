import pg from "pg";
import type { Deps } from "../../deps";
import type { Queryable } from "../../platform/db/database";
import type { Metrics } from "../../platform/metrics/metrics";
import { insertEvents } from "./event-store";
import type { Ledger, LedgerAppend, LedgerRow } from "./ledger";
import { openPartitionKeeper } from "./partition-keeper";
import { watchDatabase } from "./watch-database";

interface Queued {
  row: LedgerRow;
  committed: () => void;
  rejected: (error: unknown) => void;
}

interface Turn {
  /** The rows of the commit. Once it is done, without those that PostgreSQL refused. */
  batch: Queued[];
  done: Promise<void>;
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

  const partitions = await openPartitionKeeper(deps, options.retentionDays ?? null);
  const watch = watchDatabase(deps, () => flushing !== undefined);

  async function flush(): Promise<void> {
    // Answers that arrived together share a commit.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      const endSilence = watch.whenSilent();
      try {
        await deps.db.onConnection((connection) => {
          endSilence();
          return commitInTurns(connection);
        });
      } catch (err) {
        watch.setReachable(false, err);
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      } finally {
        endSilence();
      }
    }
    flushing = undefined;
  }

  /**
   * Until nothing is queued. The next commit is on its way before anybody hears of the one before, so
   * that PostgreSQL works while answers are sent.
   */
  async function commitInTurns(connection: Queryable): Promise<void> {
    let turn = beginCommit(connection);
    while (turn) {
      await turn.done;
      const next = beginCommit(connection);
      if (metrics) metrics.committedRows += turn.batch.length;
      for (const { committed } of turn.batch) committed();
      turn = next;
    }
  }

  function beginCommit(connection: Queryable): Turn | undefined {
    if (queue.length === 0) return undefined;
    const batch = queue.splice(0, rowsPerCommitMax);
    inCommit = batch.length;
    return { batch, done: commit(connection, batch) };
  }

  async function commit(connection: Queryable, batch: Queued[]): Promise<void> {
    const endSilence = watch.whenSilent();
    const startedMs = performance.now();
    try {
      await insertAccepted(connection, batch);
      metrics?.commits.observe((performance.now() - startedMs) / 1_000);
      watch.setReachable(true);
    } catch (error) {
      // Nothing is lost: the rows go back to the front, in their order, and are tried again.
      queue.unshift(...batch);
      throw error;
    } finally {
      endSilence();
      inCommit = 0;
    }
  }

  /** One row that PostgreSQL refuses must not take its neighbours with it: it leaves the batch. */
  async function insertAccepted(connection: Queryable, batch: Queued[]): Promise<void> {
    try {
      await insertEvents(
        connection,
        batch.map(({ row }) => row),
      );
    } catch (error) {
      if (!isAboutData(error)) throw error;
      const [only] = batch;
      if (only && batch.length === 1) {
        deps.log.error(
          { err: error, requestId: only.row.requestId },
          "the ledger refused an event",
        );
        batch.pop();
        only.rejected(error);
        return;
      }
      for (const queued of [...batch]) {
        const alone = [queued];
        await insertAccepted(connection, alone);
        if (alone.length === 0) batch.splice(batch.indexOf(queued), 1);
      }
    }
  }

  return {
    append: (append: LedgerAppend) =>
      new Promise((resolve, reject) => {
        const timestamp = deps.clock.now();
        const idempotencyKey = deps.ids.ulid(timestamp);
        queue.push({
          row: toRow(append, idempotencyKey, timestamp),
          committed: () => resolve({ idempotencyKey }),
          rejected: reject,
        });
        flushing ??= flush();
      }),
    trouble: watch.trouble,
    isAvailable: () => watch.isReachable() && queue.length + inCommit < queueRowsMax,
    async drain() {
      while (flushing) await flushing;
    },
    async close() {
      watch.close();
      await partitions.close();
      while (flushing) await flushing;
    },
  };
}

/** Member by member: spreading one object into another takes longer than the rest of an append. */
function toRow(append: LedgerAppend, idempotencyKey: string, timestamp: number): LedgerRow {
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
    trace: append.trace,
  };
}

/** SQLSTATE classes 22 and 23: the row is at fault, not the connection or the server. */
function isAboutData(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? "");
}
