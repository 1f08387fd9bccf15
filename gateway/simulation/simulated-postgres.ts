import type { LedgerRow } from "../metering/ledger/ledger";
import type { Owner, Scheduler } from "./scheduler";
import type { Session } from "./session";

/** A row of the ledger as PostgreSQL keeps it. */
export interface StoredEvent extends LedgerRow {
  recordedAtMs: number;
}

export interface Delivery {
  id: string;
  body: Buffer;
  idempotencyKeys: readonly string[];
  status: "pending" | "delivered" | "dead_letter";
  nextAttemptAtMs: number;
  leaseId: string | null;
  leaseUntilMs: number;
  roundAttempts: number;
  roundSpentMs: number;
  attemptCount: number;
}

export interface Position {
  recordedAtMs: number;
  key: string;
}

export interface Sums {
  requests: number;
  tokens: number;
}

export interface Faults {
  /** Of a statement: it is not done, and its connection breaks. */
  refused: number;
  /** Of a statement that was done: its answer is lost. */
  answerLost: number;
  /** Of a commit of the ledger: it takes up to seconds. */
  slowCommit: number;
}

class BrokenConnection extends Error {
  readonly code = "08006";
}

/**
 * PostgreSQL as far as these stores rely on it: statements see what is committed when they run,
 * writes of a transaction appear together with its commit, an insert into the ledger holds the
 * table's lock from before its snapshot until its commit, locks end with their transaction, and a
 * connection may break before or after a statement was done. A process that is killed leaves
 * statements behind which end as they will.
 */
export class SimulatedPostgres {
  readonly events = new Map<string, StoredEvent>();
  /** Committed ones, in the order of their keys; and in that of their record. */
  readonly deliveries = new Map<string, Delivery>();
  readonly sums = new Map<string, Sums>();
  /** The ledger's writers, by the name of their transaction. */
  readonly writers = new Set<string>();
  readonly locks = new Map<string, Session>();
  floorMs = 0;
  settledMs = 0;
  /** Below it some reader was told that nothing will appear any more. */
  promisedMs = 0;
  fed: Position = { recordedAtMs: 0, key: "" };
  watermark: Position = { recordedAtMs: 0, key: "" };
  /** PostgreSQL's own clock may step. */
  clockOffsetMs = 0;
  faults: Faults = { refused: 0, answerLost: 0, slowCommit: 0 };
  onCommit: (rows: readonly StoredEvent[]) => void = () => {};
  private readonly server: Owner = { name: "postgres", isAlive: true };
  private names = 0;

  private readonly scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
  }

  get nowMs(): number {
    return this.scheduler.nowMs + this.clockOffsetMs;
  }

  /** Committed rows behind a position, in the order of their record. */
  recordedAfter(after: Position, endMs: number): StoredEvent[] {
    return [...this.events.values()]
      .filter(
        (row) =>
          row.recordedAtMs < endMs &&
          (row.recordedAtMs > after.recordedAtMs ||
            (row.recordedAtMs === after.recordedAtMs && row.idempotencyKey > after.key)),
      )
      .sort((one, other) =>
        one.recordedAtMs === other.recordedAtMs
          ? one.idempotencyKey < other.idempotencyKey
            ? -1
            : 1
          : one.recordedAtMs - other.recordedAtMs,
      );
  }

  /** Sends a statement, runs it on the server and brings its answer back: two steps at least. */
  call<Result>(session: Session, statement: () => Result): Promise<Result> {
    const { scheduler, faults } = this;
    const { random } = scheduler;
    const caller = scheduler.current;
    return new Promise((resolve, reject) => {
      const fail = () => {
        session.isBroken = true;
        reject(new BrokenConnection("the connection broke"));
      };
      const answer = (reply: () => void) =>
        scheduler.after(this.latencyMs(), random.chance(faults.answerLost) ? fail : reply, caller);
      scheduler.after(
        this.latencyMs(),
        () => {
          if (!session.owner.isAlive) return;
          if (session.isBroken || random.chance(faults.refused)) {
            answer(fail);
            return;
          }
          const result = statement();
          if (!session.isTransaction) this.commit(session);
          answer(() => resolve(result));
        },
        this.server,
      );
    });
  }

  /**
   * Appends to the ledger: takes the table's lock, then its snapshot with the floor, and commits
   * later. The statement goes on when its process is gone.
   */
  insert(session: Session, rows: readonly LedgerRow[]): Promise<void> {
    const { scheduler, faults } = this;
    const { random } = scheduler;
    const caller = scheduler.current;
    return new Promise((resolve, reject) => {
      const later = (ms: number, run: () => void) => scheduler.after(ms, run, this.server);
      const broken = () => reject(new BrokenConnection("the connection broke"));
      later(this.latencyMs(), () => {
        if (!session.owner.isAlive) return;
        if (random.chance(faults.refused)) {
          scheduler.after(this.latencyMs(), broken, caller);
          return;
        }
        const name = `tx ${++this.names}`;
        this.writers.add(name);
        later(random.next() * 2, () => {
          const recordedAtMs = Math.max(Math.floor(this.nowMs), this.floorMs);
          const slow = random.chance(faults.slowCommit) ? random.int(200, 3_000) : 0;
          later(0.2 + random.next() * 8 + slow, () => {
            const fresh = rows.filter(({ idempotencyKey }) => !this.events.has(idempotencyKey));
            const stored = fresh.map((row) => ({ ...row, recordedAtMs }));
            for (const row of stored) this.events.set(row.idempotencyKey, row);
            this.writers.delete(name);
            this.onCommit(stored);
            const isLost = random.chance(faults.answerLost);
            scheduler.after(this.latencyMs(), isLost ? broken : resolve, caller);
          });
        });
      });
    });
  }

  /** Row and advisory locks without waiting; false where another transaction has it. */
  tryLock(session: Session, name: string): boolean {
    const holder = this.locks.get(name);
    if (holder && holder !== session) {
      // The server notices that a process is gone when it looks at its connection.
      if (holder.owner.isAlive) return false;
      this.end(holder);
    }
    this.locks.set(name, session);
    session.locks ??= new Set();
    session.locks.add(name);
    return true;
  }

  commit(session: Session): void {
    for (const change of session.writes ?? []) change();
    this.end(session);
  }

  end(session: Session): void {
    session.writes = undefined;
    for (const name of session.locks ?? []) this.locks.delete(name);
    session.locks = undefined;
  }

  private latencyMs(): number {
    return 0.1 + this.scheduler.random.next() * 2;
  }
}
