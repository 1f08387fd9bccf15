import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundleEntry } from "../../testing/bundle";
import { DataFolderInUse } from "../db/data-folder-claim";
import { isProcessAlive } from "../process/process-identity";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres";

const log = { info: () => {}, warn: () => {} };
let holder: string;
let root: string;
let dataDir: string;
const started: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  // A process that holds a data folder as `npm start` does, until it is killed.
  holder = await bundleEntry({
    source: `
      import { startEmbeddedPostgres } from "./gateway/platform/embedded-postgres/embedded-postgres";
      const log = { info: () => {}, warn: () => {} };
      const [dataDir = ""] = process.argv.slice(2);
      process.stdout.write("starting\\n");
      const server = await startEmbeddedPostgres({ dataDir, log, supervisor: true });
      process.stdout.write("ready " + server.url + "\\n");
      process.once("SIGTERM", () => server.announceStop().then(() => process.stdout.write("stopping\\n")));
      process.once("SIGUSR2", () => server.stop());
    `,
  });
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "headgate-embedded-"));
  dataDir = join(root, "data");
});

afterEach(async () => {
  for (const child of children.splice(0)) await end(child, "SIGKILL");
  // Adopting what a killed holder left is also how a test tidies up.
  if (existsSync(join(dataDir, "postgres/postmaster.pid"))) await start();
  for (const server of started.splice(0)) await server.stop();
  await rm(root, { recursive: true, force: true });
});

async function start(options: { supervisor?: boolean } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log, ...options });
  started.push(server);
  return server;
}

/** As the next `npm start`: the server may hear of a killed one's end later than a start waits. */
async function startAfterKill(): Promise<EmbeddedPostgres> {
  for (;;) {
    try {
      return await start({ supervisor: true });
    } catch (error) {
      if (!(error instanceof DataFolderInUse)) throw error;
    }
  }
}

async function hold(until: "starting" | "ready") {
  const child = spawn(process.execPath, [holder, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
  });
  const says = (word: string) => expect.poll(() => said, { interval: 5 }).toContain(word);
  await says(until);
  return { child, url: /ready (\S+)/.exec(said)?.[1] ?? "", says };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql).finally(() => client.end());
  return rows;
}

const postmasterPid = async () =>
  Number((await readFile(join(dataDir, "postgres/postmaster.pid"), "utf8")).split("\n")[0]);

describe("startEmbeddedPostgres", () => {
  it("serves a UTF-8 database with fsync on, on loopback alone, and keeps its secrets to the owner", async () => {
    const { url, adopted } = await start();
    const [settings] = await query(
      url,
      `SELECT current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync,
         current_setting('listen_addresses') AS addresses, current_database() AS database`,
    );
    expect(settings).toEqual({
      encoding: "UTF8",
      fsync: "on",
      addresses: "127.0.0.1",
      database: "headgate",
    });
    expect(adopted).toBe(false);
    expect((await stat(join(dataDir, "postgres-password"))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, "postgres"))).mode & 0o077).toBe(0);
    await expect(query(url.replace(/:[^:@]+@/, ":wrong@"), "SELECT 1")).rejects.toThrow(/password/);
  });

  it("is gone after stop, and has everything again after the next start", async () => {
    const first = await start();
    await query(first.url, "CREATE TABLE kept AS SELECT 1 AS n");
    const pid = await postmasterPid();
    await first.stop();
    expect(isProcessAlive(pid)).toBe(false);
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await query(second.url, "SELECT n FROM kept")).toEqual([{ n: 1 }]);
  });

  it("adopts the server of a killed holder, then stops it as its own", async () => {
    const { child, url } = await hold("ready");
    await query(url, "CREATE TABLE kept AS SELECT 1 AS n");
    const pid = await postmasterPid();
    await end(child, "SIGKILL");
    const adopted = await startAfterKill();
    expect(adopted.adopted).toBe(true);
    expect(await query(adopted.url, "SELECT n FROM kept")).toEqual([{ n: 1 }]);
    await adopted.stop();
    expect(isProcessAlive(pid)).toBe(false);
  });

  it("starts wherever the first start was killed", async () => {
    for (const afterMs of [0, 60, 200, 350, 500, 650]) {
      const { child } = await hold("starting");
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await end(child, "SIGKILL");
    }
    const server = await startAfterKill();
    expect(await query(server.url, "SELECT 1 AS n")).toEqual([{ n: 1 }]);
  });

  it("comes up after both the holder and the server were killed", async () => {
    const { child, url } = await hold("ready");
    await query(url, "CREATE TABLE kept AS SELECT 1 AS n");
    process.kill(await postmasterPid(), "SIGKILL");
    await end(child, "SIGKILL");
    const server = await startAfterKill();
    expect(await query(server.url, "SELECT n FROM kept")).toEqual([{ n: 1 }]);
  });

  it("is not fooled by a lock whose process id belongs to another program now", async () => {
    await (await start()).stop();
    const stale = `${process.pid}\n${dataDir}/postgres\n1700000000\n1\n\n127.0.0.1\n 1 1\nready   \n`;
    await writeFile(join(dataDir, "postgres/postmaster.pid"), stale, { mode: 0o600 });
    expect((await start()).adopted).toBe(false);
  });

  it("removes what a killed initdb left", async () => {
    const unfinished = join(dataDir, "postgres.new-999999999-abcd");
    await mkdir(unfinished, { recursive: true });
    await writeFile(join(unfinished, "PG_VERSION"), "18\n");
    await start();
    expect(existsSync(unfinished)).toBe(false);
  });

  it("refuses a second supervisor with one line, and lets others use the server meanwhile", async () => {
    const first = await start({ supervisor: true });
    const refused = await start({ supervisor: true }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DataFolderInUse);
    expect(String(refused)).not.toContain("\n");
    const guest = await start();
    expect(guest.adopted).toBe(true);
    await guest.stop();
    expect(await query(first.url, "SELECT 1 AS n")).toEqual([{ n: 1 }]);
  });

  it("keeps the server while anybody uses it: the last to leave stops it", async () => {
    const first = await start({ supervisor: true });
    const guest = await start();
    const pid = await postmasterPid();
    await first.stop();
    expect(await query(guest.url, "SELECT 1 AS n")).toEqual([{ n: 1 }]);
    await guest.stop();
    expect(isProcessAlive(pid)).toBe(false);
  });

  it("waits for a supervisor that is stopping", async () => {
    const { child, url, says } = await hold("ready");
    child.kill("SIGTERM");
    await says("stopping");
    const starting = start({ supervisor: true });
    // It waits as long as the other takes.
    const asks = `SELECT count(*)::int AS n FROM pg_stat_activity
      WHERE application_name LIKE 'headgate supervisor % of %'`;
    await expect.poll(() => query(url, asks)).toEqual([{ n: 1 }]);
    child.kill("SIGUSR2");
    const successor = await starting;
    expect(await query(successor.url, "SELECT 1 AS n")).toEqual([{ n: 1 }]);
  });

  it("makes one cluster and one server when several start at once", async () => {
    const servers = await Promise.all([start(), start(), start()]);
    expect(new Set(servers.map(({ url }) => url)).size).toBe(1);
  });

  it("brings a killed server back on its port", async () => {
    const { url } = await start({ supervisor: true });
    await query(url, "CREATE TABLE kept AS SELECT 1 AS n");
    process.kill(await postmasterPid(), "SIGKILL");
    await expect
      .poll(() => query(url, "SELECT n FROM kept").catch(() => undefined), { timeout: 60_000 })
      .toEqual([{ n: 1 }]);
  });
});
