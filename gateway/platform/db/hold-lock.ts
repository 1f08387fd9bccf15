import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { ConfigError } from "../process/environment";
import { within } from "../process/within";
import { connectSession } from "./connect-session";
import { endClient } from "./end-client";

export interface HoldLockOptions {
  /** Not through a pooler that shares connections. */
  url: string;
  key: number;
  /** Others may hold it in common with us; nobody alone. */
  isShared?: boolean;
  /** How long another holder may take to let go. */
  patienceMs: number;
  /** The lock was lost with its connection, and somebody else has it now. */
  onLost: (error: Error) => void;
}

export interface HeldLock {
  release(): Promise<void>;
}

const retryMs = 100;
const beatMs = 1_000;
const silenceMsMax = 5_000;
/** How long our own broken session may go on holding the lock before it must be somebody else. */
const ownSessionMs = 5_000;

/** PostgreSQL keys of what one process at a time may be. */
export const processLocks = { counterOwner: 7_207_020 };

/**
 * Holds an advisory lock on a connection of its own, so that the end of this process, however it
 * ends, gives it back. Undefined when another process keeps it from us.
 */
export async function holdLock(options: HoldLockOptions): Promise<HeldLock | undefined> {
  let released = false;
  let client = await take(options);
  if (!client) return undefined;

  function watch(held: pg.Client): void {
    let isLost = false;
    const lose = () => {
      if (isLost) return;
      isLost = true;
      clearInterval(beating);
      void endClient(held);
      void regain();
    };
    held.once("end", lose);
    // A server that is gone without a word may have a successor, on which nobody holds the lock.
    const beating = setInterval(() => {
      within(held.query("SELECT 1"), silenceMsMax, "the lock's connection").catch(lose);
    }, beatMs).unref();
  }

  /** A database that is away is waited for, however long: nobody else gets the lock meanwhile. */
  async function regain(): Promise<void> {
    let deniedAtMs: number | undefined;
    while (!released) {
      try {
        const again = await take({ ...options, patienceMs: 0 });
        if (again && released) await again.end();
        if (again) {
          client = again;
          watch(again);
          return;
        }
        deniedAtMs ??= performance.now();
      } catch {
        deniedAtMs = undefined;
      }
      if (deniedAtMs !== undefined && performance.now() - deniedAtMs > ownSessionMs) {
        options.onLost(new Error("another process took over while the database was away"));
        return;
      }
      await delay(retryMs, undefined, { ref: false });
    }
  }

  watch(client);
  return {
    async release() {
      released = true;
      await endClient(client);
    },
  };
}

async function take({
  url,
  key,
  isShared = false,
  patienceMs,
}: HoldLockOptions): Promise<pg.Client | undefined> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    let client: pg.Client | undefined;
    try {
      client = await connectSession({ url, applicationName: "headgate lock" });
      const { rows } = await client.query<{ taken: boolean }>(
        `SELECT ${isShared ? "pg_try_advisory_lock_shared" : "pg_try_advisory_lock"}($1) AS taken`,
        [key],
      );
      if (rows[0]?.taken) return client;
      if (Date.now() > deadline) {
        await client.end();
        return undefined;
      }
    } catch (error) {
      if (Date.now() > deadline || error instanceof ConfigError) throw error;
    }
    await endClient(client);
    await delay(retryMs);
  }
}
