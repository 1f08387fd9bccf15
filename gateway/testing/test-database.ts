import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { type Database, openDatabase } from "../platform/db/database";

export interface TestDatabase {
  url: string;
  db: Database;
  /** Closes `db` and removes the database, even while something else is still connected. */
  drop(): Promise<void>;
}

/** A migrated, empty database of its own, cloned from the run's template. */
export async function createTestDatabase(
  options: { connections?: number; waitMs?: number | undefined } = {},
): Promise<TestDatabase> {
  const serverUrl = inject("postgresUrl");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await administer(serverUrl, `CREATE DATABASE ${name} TEMPLATE headgate_template`);
  const url = serverUrl.replace(/\/headgate$/, `/${name}`);
  const { connections = 10, waitMs } = options;
  const wait = waitMs === undefined ? {} : { waitMs };
  const db = openDatabase({ url, connections, onIdleError: () => {}, ...wait });
  return {
    url,
    db,
    async drop() {
      await db.close();
      await administer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function administer(serverUrl: string, sql: string): Promise<void> {
  const admin = openDatabase({ url: serverUrl, connections: 1, onIdleError: () => {} });
  try {
    await admin.query(sql);
  } finally {
    await admin.close();
  }
}
