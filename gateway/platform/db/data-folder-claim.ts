import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { EmbeddedPostgresError } from "../embedded-postgres/postgres-binaries";
import type { PostgresServer } from "../embedded-postgres/postgres-server";
import { patienceMs, supervisorName } from "../embedded-postgres/supervisor-claim";
import { connectClient } from "./connect-session";
import { endClient } from "./end-client";

/** Another supervisor runs on this data folder. */
export class DataFolderInUse extends EmbeddedPostgresError {
  override readonly name = "DataFolderInUse";

  constructor(dataDir: string) {
    super(
      `${dataDir} is in use: Headgate already runs on it; stop that one, or set HEADGATE_DATA_DIR to another folder`,
    );
  }
}

/** Everybody who uses the server holds `use` shared; whoever stops it must hold it alone. */
const locks = { use: 7_207_001, supervisor: 7_207_002 };
/** A connection that marks us as a user of the server; undefined when the server is going away. */
export async function takeClaim(
  server: PostgresServer,
  dataDir: string,
  supervisor: boolean,
): Promise<pg.Client | undefined> {
  const applicationName = supervisor ? supervisorName() : "headgate";
  let client: pg.Client | undefined;
  try {
    client = await connectClient({ url: server.url, applicationName });
    await client.query("SELECT pg_advisory_lock_shared($1)", [locks.use]);
    if (supervisor) await takeDataFolder(client, dataDir);
    return client;
  } catch (error) {
    await endClient(client);
    if (error instanceof DataFolderInUse) throw error;
    return undefined;
  }
}

async function takeDataFolder(client: pg.Client, dataDir: string): Promise<void> {
  const start = Date.now();
  for (;;) {
    const { rows } = await client.query<{ taken: boolean; holder: string | null }>(
      `SELECT pg_try_advisory_lock($1) AS taken,
         (SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)
           WHERE locktype = 'advisory' AND objid = $1 AND granted AND pid <> pg_backend_pid()) AS holder`,
      [locks.supervisor],
    );
    if (rows[0]?.taken) return;
    if (Date.now() - start >= patienceMs(rows[0]?.holder ?? null))
      throw new DataFolderInUse(dataDir);
    await delay(100);
  }
}

/** True when nobody else uses the server; nobody can begin to from then on. */
export async function isAlone(claim: pg.Client): Promise<boolean> {
  try {
    await claim.query("SELECT pg_advisory_unlock_shared($1)", [locks.use]);
    const { rows } = await claim.query<{ alone: boolean }>(
      "SELECT pg_try_advisory_lock($1) AS alone",
      [locks.use],
    );
    return rows[0]?.alone ?? false;
  } catch {
    return false;
  }
}
