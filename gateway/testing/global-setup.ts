import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { openDatabase } from "../platform/db/database";
import { migrate } from "../platform/db/migrate";
import { startEmbeddedPostgres } from "../platform/embedded-postgres/embedded-postgres";
import { readPostmasterLock } from "../platform/embedded-postgres/postmaster-lock";
import { isProcessAlive, readCommandLine } from "../platform/process/process-identity";

declare module "vitest" {
  interface ProvidedContext {
    /** Of a database that nobody uses, on a server whose `headgate_template` is migrated. */
    postgresUrl: string;
  }
}

const prefix = "headgate-test-";
const quiet = { info: () => {}, warn: () => {} };

/** One PostgreSQL server for a test run, with a migrated template that every test clones. */
export default async function setUpPostgres(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandonedServers();
  const dataDir = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  const server = await startEmbeddedPostgres({ dataDir, log: quiet, durable: false });
  const admin = openDatabase({ url: server.url, connections: 1, onIdleError: () => {} });
  await admin.query("CREATE DATABASE headgate_template");
  await admin.close();
  const template = server.url.replace(/\/headgate$/, "/headgate_template");
  await migrate(template, {
    directory: resolve("gateway/platform/db/migrations"),
    schema: "public",
  });
  const dashboardMigrations = resolve("lib/db/migrations");
  if (existsSync(dashboardMigrations)) {
    await migrate(template, { directory: dashboardMigrations, schema: "dashboard" });
  }
  project.provide("postgresUrl", server.url);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

/** Servers of test runs that were killed. Their folders are named after the run's process. */
async function removeAbandonedServers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = name.startsWith(prefix)
      ? /^\d+(?=-)/.exec(name.slice(prefix.length))?.[0]
      : undefined;
    if (owner === undefined || isProcessAlive(Number(owner))) continue;
    const directory = join(tmpdir(), name);
    const lock = await readPostmasterLock(join(directory, "postgres"));
    if (lock && readCommandLine(lock.pid).includes(directory)) process.kill(lock.pid, "SIGQUIT");
    await rm(directory, { recursive: true, force: true });
  }
}
