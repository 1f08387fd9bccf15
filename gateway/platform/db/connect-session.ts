import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { ConfigError } from "../process/environment";
import { endClient } from "./end-client";

export interface SessionOptions {
  url: string;
  applicationName: string;
  /** How long connecting may take; 5 s unless told. */
  connectMs?: number;
}

const connectMsDefault = 5_000;
/** What is said on one connection is heard on another at once, where sessions are kept. */
const hearingMs = 3_000;

/**
 * A connection for what lasts from statement to statement: locks of a session, LISTEN, settings.
 * @throws ConfigError where a pooler gives each transaction another connection
 */
export async function connectSession(options: SessionOptions): Promise<pg.Client> {
  const client = await connectClient(options);
  try {
    if ((await isBehindPooler(client)) && !(await keepsSession(client, options))) {
      throw new ConfigError(
        "DATABASE_DIRECT_URL must reach PostgreSQL past its pooler, for LISTEN and locks, e.g. DATABASE_DIRECT_URL=postgres://user:password@db.internal:5432/headgate; the one in use shares connections among transactions (PgBouncer's pool_mode=transaction)",
      );
    }
    return client;
  } catch (error) {
    await endClient(client);
    throw error;
  }
}

/** No statement of it is timed. The caller ends it. */
export async function connectClient(options: SessionOptions): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: withoutTimeOuts(options.url),
    connectionTimeoutMillis: options.connectMs ?? connectMsDefault,
    application_name: options.applicationName,
    keepAlive: true,
  });
  client.on("error", () => endClient(client));
  try {
    await client.connect();
    return client;
  } catch (error) {
    await endClient(client);
    throw error;
  }
}

/** What a URL may hold for statements of requests would end a lock or a migration. */
function withoutTimeOuts(text: string): string {
  const url = new URL(text);
  for (const name of ["query", "statement", "lock", "idle_in_transaction_session"]) {
    url.searchParams.delete(`${name}_timeout`);
  }
  return url.href;
}

/** A pooler makes up the process id that it says hello with; PostgreSQL tells its own. */
export async function isBehindPooler(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  return rows[0]?.pid !== Reflect.get(client, "processID");
}

/** Between transactions a shared connection hears nothing, or for somebody else. */
async function keepsSession(client: pg.Client, options: SessionOptions): Promise<boolean> {
  const channel = `headgate_${randomBytes(8).toString("hex")}`;
  await client.query(`LISTEN ${channel}`);
  const heard = once(client, "notification");
  const other = await connectClient(options);
  try {
    await other.query(`NOTIFY ${channel}`);
    return await Promise.race([heard.then(() => true), delay(hearingMs, false, { ref: false })]);
  } finally {
    heard.catch(() => undefined);
    await endClient(other);
  }
}
