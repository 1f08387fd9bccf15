import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase } from "../../gateway/platform/db/database";
import { startEmbeddedPostgres } from "../../gateway/platform/embedded-postgres/embedded-postgres";

export interface BenchDatabase {
  url: string;
  db: Database;
  /** An empty database of the same server; answers its URL. */
  add(name: string): Promise<string>;
  stop(): Promise<void>;
}

const quiet = { info: () => {}, warn: () => {} };

/** A PostgreSQL of the bench's own, fsync on, that gateways are pointed to and rows are made in. */
export async function startBenchDatabase(): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), "headgate-bench-db-"));
  const server = await startEmbeddedPostgres({ dataDir, log: quiet });
  const own = new URL(server.url);
  own.searchParams.set("application_name", "headgate bench");
  const db = openDatabase({
    ...{ url: own.href, connections: 4, onIdleError: () => {} },
    statementMs: 3_600_000,
  });
  return {
    url: server.url,
    db,
    async add(name) {
      await db.query(`CREATE DATABASE ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    async stop() {
      await db.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
