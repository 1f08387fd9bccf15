import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { endClient } from "./end-client";

export interface HoldLockOptions {
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

  const watch = (held: pg.Client) => {
    held.once("end", async () => {
      if (released) return;
      try {
        const again = await take(options);
        if (!again) throw new Error("another process took over while the database was away");
        client = again;
        if (released) await again.end();
        else watch(again);
      } catch (error) {
        options.onLost(error instanceof Error ? error : new Error(String(error)));
      }
    });
  };
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
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 5_000,
      application_name: "headgate lock",
      keepAlive: true,
    });
    client.on("error", () => endClient(client));
    try {
      await client.connect();
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
      if (Date.now() > deadline) throw error;
    }
    await endClient(client);
    await delay(100);
  }
}
