import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../db/database";
import { choosePostgresAccount } from "../db/postgres-account";
import { findPostgresBinaries } from "../db/postgres-binaries";
import { ensureCluster } from "../db/postgres-cluster";
import { launchServer, stopServer } from "../db/postgres-server";
import { freePort } from "./free-port";

/** A PostgreSQL of a test's own, as an operator's: nothing but the test starts or stops it. */
export interface TestPostgres {
  /** Of the database `headgate`. */
  url: string;
  /** Fast shutdown: connections are cut, everything acknowledged is on disk. */
  stop(): Promise<void>;
  /** SIGKILL to the server and so to its connections; the next start recovers. */
  kill(): Promise<void>;
  /** On the same port. */
  start(): Promise<void>;
  /** Stops it and removes everything. */
  close(): Promise<void>;
}

/** With fsync. `dataDir` must be on a disk with room; a temporary folder by default. */
export async function startTestPostgres(dataDir?: string): Promise<TestPostgres> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), "headgate-postgres-")));
  const binaries = await findPostgresBinaries();
  const account = choosePostgresAccount(binaries, { dataDir: folder });
  const cluster = await ensureCluster(folder, binaries, account);
  const port = await freePort();
  const logDirectory = join(folder, "logs");
  const launch = async () => {
    for (;;) {
      const server = await launchServer({
        ...{ cluster, binaries, account, logDirectory, port },
        durable: true,
      });
      if (server.port === port) return server;
      // A killed server's last processes held the first attempt up, and the next took any port.
      await stopServer(server.pid, cluster, binaries);
    }
  };
  let server = await launch();
  const admin = openDatabase({ url: server.url, connections: 1, onIdleError: () => {} });
  await admin.query("CREATE DATABASE headgate");
  await admin.close();
  const stop = () => stopServer(server.pid, cluster, binaries);
  return {
    url: server.url.replace(/\/postgres$/, "/headgate"),
    stop,
    async kill() {
      process.kill(server.pid, "SIGKILL");
      // Its processes notice by themselves.
      await stop();
    },
    async start() {
      server = await launch();
    },
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
