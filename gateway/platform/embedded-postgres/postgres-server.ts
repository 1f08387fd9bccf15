import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdir, open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { isProcessAlive, processExists, readCommandLine } from "../process/process-identity";
import { findFreePort } from "./find-free-port";
import type { PostgresAccount } from "./postgres-account";
import { EmbeddedPostgresError, type PostgresBinaries } from "./postgres-binaries";
import { type PostgresCluster, postgresEnvironment } from "./postgres-cluster";
import { readPostmasterLock, removePostmasterLock } from "./postmaster-lock";
import { servesCluster } from "./serves-cluster";

/** A server that answers on this cluster. */
export interface PostgresServer {
  pid: number;
  port: number;
  url: string;
}

const pollMs = 20;
const startMsMax = 120_000;

/** The server that runs on this cluster, once it answers; undefined where there is none. */
export async function findServer(cluster: PostgresCluster): Promise<PostgresServer | undefined> {
  const deadline = Date.now() + startMsMax;
  for (;;) {
    const lock = await readPostmasterLock(cluster.directory);
    if (!lock) return undefined;
    if (!isProcessAlive(lock.pid)) {
      // PostgreSQL takes a zombie, which some containers never reap, for a live owner.
      if (processExists(lock.pid)) await removePostmasterLock(cluster.directory, lock);
      return undefined;
    }
    const server = { pid: lock.pid, port: lock.port, url: toUrl(cluster, lock.port) };
    if (server.port && (await servesCluster(server.url, cluster.directory))) return server;
    if (!isPostmaster(lock.pid)) {
      // Its id was given to another program since; PostgreSQL itself would refuse to start.
      await removePostmasterLock(cluster.directory, lock);
      return undefined;
    }
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `PostgreSQL (process ${lock.pid}) holds ${cluster.directory} but does not answer; end it and start again`,
      );
    }
    // Still recovering, or still stopping: both end by themselves.
    await delay(pollMs);
  }
}

export interface LaunchOptions {
  cluster: PostgresCluster;
  binaries: PostgresBinaries;
  account: PostgresAccount;
  logDirectory: string;
  /** False gives up what a power cut would need: for tests alone. */
  durable: boolean;
  /** Tried first; any free one where it is taken. */
  port: number | undefined;
}

/** Starts a server in a session of its own, or finds the one that another process started first. */
export async function launchServer(options: LaunchOptions): Promise<PostgresServer> {
  const { cluster, logDirectory } = options;
  await mkdir(logDirectory, { recursive: true, mode: 0o700 });
  const logPath = join(logDirectory, "postgres.log");
  const deadline = Date.now() + startMsMax;
  for (let attempt = 1; ; attempt += 1) {
    const logStart = await stat(logPath).then(
      ({ size }) => size,
      () => 0,
    );
    const port = attempt === 1 && options.port ? options.port : await findFreePort();
    const child = await spawnPostmaster(options, port, logPath);
    while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
      const server = { pid: child.pid ?? 0, port, url: toUrl(cluster, port) };
      if (await servesCluster(server.url, cluster.directory)) return server;
      await delay(pollMs);
    }
    const other = await findServer(cluster);
    if (other) return other;
    const said = (await readFile(logPath, "utf8")).slice(logStart);
    // A taken port, a race, or backends of a killed server that live on: worth another try.
    const passing =
      /could not bind|could not create any TCP\/IP|pre-existing shared memory|is still in use|already exists/i;
    if (!passing.test(said) || attempt === 50) {
      throw new EmbeddedPostgresError(
        `PostgreSQL does not start: ${fatalLine(said)} (see ${logPath})`,
      );
    }
    await delay(200);
  }
}

async function spawnPostmaster(
  { cluster, binaries, account, durable }: LaunchOptions,
  port: number,
  logPath: string,
): Promise<ChildProcess> {
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    // Socket paths are limited to some 100 bytes; TCP on loopback works in any folder.
    unix_socket_directories: "",
    timezone: "UTC",
    log_timezone: "UTC",
    log_min_error_statement: "panic",
    log_checkpoints: "off",
    max_connections: "100",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const { file, args } = account.command(binaries.postgres, [
    "-D",
    cluster.directory,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ]);
  const log = await open(logPath, "a", 0o600);
  try {
    const child = spawn(file, args, {
      ...account.identity,
      cwd: cluster.directory,
      env: postgresEnvironment(),
      // A session of its own: Ctrl-C and the end of this process must not reach it.
      detached: true,
      windowsHide: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

/** Fast shutdown: connections are closed, everything acknowledged is on disk. Waits for the end. */
export async function stopServer(
  pid: number,
  cluster: PostgresCluster,
  binaries: PostgresBinaries,
): Promise<void> {
  if (process.platform === "win32") {
    await promisify(execFile)(binaries.pgCtl, [
      "stop",
      "-D",
      cluster.directory,
      "-m",
      "fast",
      "-w",
    ]);
    return;
  }
  for (const [signal, waitMs] of [
    ["SIGINT", 30_000],
    ["SIGQUIT", 10_000],
    ["SIGKILL", 5_000],
  ] as const) {
    if (!isProcessAlive(pid)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + waitMs;
    while (isProcessAlive(pid) && Date.now() < deadline) await delay(pollMs);
  }
}

function isPostmaster(pid: number): boolean {
  const commandLine = readCommandLine(pid);
  return commandLine === "" || /\bpostgres\b/.test(commandLine);
}

const toUrl = (cluster: PostgresCluster, port: number) =>
  `postgres://${cluster.user}:${encodeURIComponent(cluster.password)}@127.0.0.1:${port}/postgres`;

function fatalLine(log: string): string {
  const lines = log.trim().split("\n");
  return (lines.findLast((line) => /FATAL|PANIC|error/i.test(line)) ?? lines.at(-1) ?? "").replace(
    /^.*(FATAL|PANIC): +/,
    "",
  );
}
