import type { Owner } from "./scheduler";

/** One connection, or one transaction on it. */
export class Session {
  readonly owner: Owner;
  readonly isTransaction: boolean;
  isBroken = false;
  /** What becomes visible with the commit. */
  writes: (() => void)[] | undefined;
  /** Row and advisory locks, until the end of the transaction. */
  locks: Set<string> | undefined;

  constructor(owner: Owner, isTransaction: boolean) {
    this.owner = owner;
    this.isTransaction = isTransaction;
  }

  /** Done with the commit, or never. */
  write(change: () => void): void {
    this.writes ??= [];
    this.writes.push(change);
  }
}
