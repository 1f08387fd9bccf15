import { randomInt } from "node:crypto";
import pg from "pg";
import { ConfigError } from "../process/environment";
import { connectClient, connectSession, isBehindPooler } from "./connect-session";
import { endClient } from "./end-client";

const applicationName = "headgate start";
const lockNumbers = 2 ** 47;

/**
 * How PostgreSQL is reached, found out and not believed: true where a pooler may give each
 * transaction another connection, so that nothing is to be kept on one.
 * @throws ConfigError where locks or LISTEN would not hold
 */
export async function findPooling(options: {
  databaseUrl: string;
  databaseDirectUrl: string | null;
}): Promise<boolean> {
  const { databaseUrl, databaseDirectUrl } = options;
  const direct = await connectSession({ url: databaseDirectUrl ?? databaseUrl, applicationName });
  try {
    if (databaseDirectUrl === null) return false;
    const pooled = await connectClient({ url: databaseUrl, applicationName });
    try {
      await refuseStatementPooling(pooled);
      await refuseAnotherDatabase(direct, pooled);
      return await isBehindPooler(pooled);
    } finally {
      await endClient(pooled);
    }
  } finally {
    await endClient(direct);
  }
}

async function refuseStatementPooling(pooled: pg.Client): Promise<void> {
  try {
    await pooled.query("BEGIN");
    await pooled.query("COMMIT");
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    throw new ConfigError(
      `DATABASE_URL must reach a pooler that keeps a transaction on one connection, e.g. PgBouncer with pool_mode=transaction; this one answers: ${error.message}`,
    );
  }
}

/** A lock of one is a lock of the other: the same database of the same server. */
async function refuseAnotherDatabase(direct: pg.Client, pooled: pg.Client): Promise<void> {
  const key = randomInt(lockNumbers);
  await direct.query("SELECT pg_advisory_lock($1)", [key]);
  const { rows } = await pooled.query<{ taken: boolean }>(
    "SELECT pg_try_advisory_xact_lock($1) AS taken",
    [key],
  );
  if (!rows[0]?.taken) return;
  throw new ConfigError(
    "DATABASE_DIRECT_URL must name the very database that DATABASE_URL reaches through its pooler, e.g. DATABASE_DIRECT_URL=postgres://user:password@db.internal:5432/headgate; it names another",
  );
}
