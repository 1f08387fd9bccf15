import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "pino";
import { isAlone, takeClaim } from "../db/data-folder-claim";
import { endClient } from "../db/end-client";
import { choosePostgresAccount } from "./postgres-account";
import { EmbeddedPostgresError, findPostgresBinaries } from "./postgres-binaries";
import { ensureCluster } from "./postgres-cluster";
import { findServer, launchServer, type PostgresServer, stopServer } from "./postgres-server";
import { stoppingName } from "./supervisor-claim";

export interface EmbeddedPostgresOptions {
  dataDir: string;
  log: Pick<Logger, "info" | "warn">;
  /** Takes the data folder for itself: a second supervisor is refused. Others share the server. */
  supervisor?: boolean;
  /** False only for tests: no fsync. */
  durable?: boolean;
}

export interface EmbeddedPostgres {
  /** Connection string of the database `headgate`. */
  url: string;
  /** True when the server was already running. */
  adopted: boolean;
  /** Leaves the server; the last one to leave stops it and waits for its end. */
  stop(): Promise<void>;
  /** Says that this process is stopping, so that a successor waits instead of being refused. */
  announceStop(): Promise<void>;
  /** Rejects when the server is back, but not on its port. */
  failed: Promise<never>;
}

const restoreMs = 1_000;
const failuresTold = 60;

/**
 * PostgreSQL of our own on a data folder: adopts a server that a killed run left, starts one
 * otherwise. Nothing but connections marks who uses it, so kill -9 leaves no stale claim behind.
 * Throws DataFolderInUse, or EmbeddedPostgresError with one line for a person.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const binaries = await findPostgresBinaries();
  const account = choosePostgresAccount(binaries, { dataDir });
  const cluster = await ensureCluster(dataDir, binaries, account);

  const reach = async (port?: number): Promise<{ server: PostgresServer; adopted: boolean }> => {
    const running = await findServer(cluster);
    if (running) return { server: running, adopted: true };
    const logDirectory = join(dataDir, "logs");
    const durable = options.durable ?? true;
    const server = await launchServer({ cluster, binaries, account, logDirectory, durable, port });
    return { server, adopted: false };
  };

  const enter = async (port?: number) => {
    for (let attempt = 1; ; attempt += 1) {
      const reached = await reach(port);
      const claim = await takeClaim(reached.server, dataDir, options.supervisor ?? false);
      if (claim) return { ...reached, claim };
      // The last user stopped the server between our look and our claim.
      if (attempt === 20)
        throw new EmbeddedPostgresError(`PostgreSQL in ${dataDir} keeps stopping`);
      await delay(100);
    }
  };

  let current = await enter();
  let leaving = false;
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Told to whoever waits for it; a caller that does not must not be ended by it.
  failed.catch(() => undefined);

  /** What keeps it down (a full disk, too little memory) may pass: it is tried for as long. */
  const restore = async (port: number) => {
    for (let failures = 0; !leaving; failures += 1) {
      try {
        return await enter(port);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (failures % failuresTold === 0)
          options.log.warn(`PostgreSQL can't be brought back yet: ${reason}`);
        await delay(restoreMs);
      }
    }
    return undefined;
  };

  const keepClaim = () => {
    current.claim.once("end", async () => {
      if (leaving) return;
      options.log.warn("the connection to PostgreSQL broke; restoring it");
      const port = current.server.port;
      const restored = await restore(port);
      if (!restored) return;
      current = restored;
      if (restored.server.port === port) keepClaim();
      else fail(new EmbeddedPostgresError(`port ${port} of PostgreSQL was taken`));
    });
  };
  keepClaim();
  await createDatabase(current.claim);
  const adopted = current.adopted;
  options.log.info({ dataDir, port: current.server.port, adopted }, "PostgreSQL is ready");

  return {
    url: current.server.url.replace(/\/postgres$/, "/headgate"),
    adopted,
    failed,
    async announceStop() {
      // A courtesy: where the server is gone already, a successor has nothing to wait for.
      await current.claim.query(`SET application_name = '${stoppingName}'`).catch(() => undefined);
    },
    async stop() {
      if (leaving) return;
      leaving = true;
      const { claim, server } = current;
      if (await isAlone(claim)) await stopServer(server.pid, cluster, binaries);
      await endClient(claim);
    },
  };
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = 'headgate'");
  if (rowCount) return;
  await client.query("CREATE DATABASE headgate TEMPLATE template0").catch((error: unknown) => {
    const another =
      error instanceof pg.DatabaseError && ["42P04", "23505"].includes(error.code ?? "");
    if (!another) throw error;
  });
}
