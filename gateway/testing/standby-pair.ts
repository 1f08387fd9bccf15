import { execFile } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { vi } from "vitest";
import { type Database, openDatabase } from "../platform/db/database";
import { choosePostgresAccount } from "../platform/embedded-postgres/postgres-account";
import { findPostgresBinaries } from "../platform/embedded-postgres/postgres-binaries";
import {
  ensureCluster,
  type PostgresCluster,
} from "../platform/embedded-postgres/postgres-cluster";
import {
  launchServer,
  type PostgresServer,
  stopServer,
} from "../platform/embedded-postgres/postgres-server";
import { freePort } from "./free-port";
import type { TestPostgres } from "./postgres-server";

const run = promisify(execFile);
const patience = { timeout: 60_000 };

/**
 * A primary and a synchronous standby behind one address, as a service's name is: `kill` ends the
 * primary for good, `start` promotes the standby and moves the address to it.
 */
export async function startStandbyPair(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "headgate-standby-"));
  const binaries = await findPostgresBinaries();
  const account = choosePostgresAccount(binaries, { dataDir: folder });
  const primaryFolder = join(folder, "primary");
  await mkdir(primaryFolder);
  const cluster = await ensureCluster(primaryFolder, binaries, account);
  const launch = async (of: PostgresCluster, port: number) =>
    launchServer({
      ...{ cluster: of, binaries, account, port, durable: true },
      logDirectory: `${of.directory}-logs`,
    });

  let primary = await launch(cluster, await freePort());
  await onServer(primary, (admin) => admin.query("CREATE DATABASE headgate"));
  await stopServer(primary.pid, cluster, binaries);

  // A copy of a stopped server is where its standby may begin.
  const standbyCluster = { ...cluster, directory: join(folder, "standby") };
  await run("cp", ["-a", cluster.directory, standbyCluster.directory]);
  await writeFile(join(standbyCluster.directory, "standby.signal"), "");
  await account.give(join(standbyCluster.directory, "standby.signal"));
  primary = await launch(cluster, primary.port);
  const { user, password } = cluster;
  const origin = `host=127.0.0.1 port=${primary.port} user=${user} password=${password} application_name=standby`;
  await appendFile(
    join(standbyCluster.directory, "postgresql.auto.conf"),
    `primary_conninfo = '${origin}'\n`,
  );
  const standby = await launch(standbyCluster, await freePort());
  await onServer(primary, async (admin) => {
    await admin.query("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
    await admin.query("SELECT pg_reload_conf()");
    await vi.waitFor(async () => {
      const { rows } = await admin.query<{ state: string }>(
        "SELECT sync_state AS state FROM pg_stat_replication",
      );
      if (rows[0]?.state !== "sync") throw new Error("the standby does not replicate yet");
    }, patience);
  });

  const address = await openMovingAddress(primary.port);
  const url = `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${address.port}/headgate`;
  const kill = async () => {
    process.kill(primary.pid, "SIGKILL");
    await stopServer(primary.pid, cluster, binaries);
  };
  return {
    url,
    disk: { fill: async () => {}, free: async () => {} },
    stop: kill,
    kill,
    async start() {
      await onServer(standby, (admin) => admin.query("SELECT pg_promote()"));
      address.moveTo(standby.port);
    },
    async close() {
      address.close();
      await stopServer(primary.pid, cluster, binaries);
      await stopServer(standby.pid, standbyCluster, binaries);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function onServer(
  { url }: PostgresServer,
  work: (admin: Database) => Promise<unknown>,
): Promise<void> {
  const admin = openDatabase({ url, connections: 1, onIdleError: () => {} });
  await work(admin).finally(() => admin.close());
}

/** Passes bytes on to a port that may change; who is connected stays where they are. */
async function openMovingAddress(first: number) {
  let to = first;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const other = connect(to, "127.0.0.1");
    for (const [one, peer] of [
      [socket, other],
      [other, socket],
    ] as const) {
      sockets.add(one);
      one.on("error", () => peer.destroy());
      one.on("close", () => {
        sockets.delete(one);
        peer.destroy();
      });
      one.pipe(peer);
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return {
    port: address.port,
    moveTo(port: number) {
      to = port;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
