import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../platform/db/database";
import { choosePostgresAccount } from "../platform/embedded-postgres/postgres-account";
import { findPostgresBinaries } from "../platform/embedded-postgres/postgres-binaries";
import { ensureCluster } from "../platform/embedded-postgres/postgres-cluster";
import { launchServer, stopServer } from "../platform/embedded-postgres/postgres-server";
import { freePort } from "./free-port";
import { prepareSmallDisk, type TestDisk } from "./small-disk";

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
  /** Where it was asked for: what the database's tables may fill. */
  disk: TestDisk;
  /** Stops it and removes everything. */
  close(): Promise<void>;
}

/** With fsync. `hasSmallDisk`: the database's tables lie on a disk that can be filled. */
export async function startTestPostgres({ hasSmallDisk = false } = {}): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "headgate-postgres-"));
  const binaries = await findPostgresBinaries();
  const chosen = choosePostgresAccount(binaries, { dataDir: folder });
  const small = hasSmallDisk ? await prepareSmallDisk(folder, chosen) : undefined;
  const account = small?.account ?? chosen;
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
  await small?.prepare(admin);
  await admin.query(`CREATE DATABASE headgate ${small?.place ?? ""}`);
  await admin.close();
  const stop = () => stopServer(server.pid, cluster, binaries);
  const url = server.url.replace(/\/postgres$/, "/headgate");
  return {
    url,
    disk: {
      fill: async () => small?.fill(server),
      free: async () => small?.free(server),
    },
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
