import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { connectSession } from "./connect-session";
import { endClient } from "./end-client";
import { type Migration, readMigrations } from "./read-migrations";
import { runStep } from "./run-migration-step";

/** `isLong`: it goes on for so long that people should know. */
export type Tell = (line: string, isLong?: boolean) => void;

export interface MigrateOptions {
  /** Folder of `0001-what.sql`, applied in the order of their names. */
  directory: string;
  /** Made where missing; the files see it first in their search path. */
  schema: "public" | "dashboard";
  /** Name of the last file to apply; all where absent. A backup is restored into its own schema. */
  through?: string;
  /** Hears what is being done and how long it takes. */
  onProgress?: Tell | undefined;
  /** Between two lines about one that goes on; 10 s unless told. */
  tellMs?: number;
}

/** The database and the migration files disagree; the message says how. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

interface Migrating {
  tellMs: number;
  client: pg.Client;
  schema: MigrateOptions["schema"];
  tell: Tell;
}

const lockKey = 7_207_010;
const pollMs = 100;
const tellMsDefault = 10_000;

/**
 * Brings a schema up to date and answers the names of what was applied now, however long it takes:
 * no statement is timed. Of several starting at once, one migrates and the others wait.
 * @param url of a session's own: past a pooler that shares connections
 */
export async function migrate(url: string, options: MigrateOptions): Promise<string[]> {
  const migrations = await readMigrations(options.directory);
  const client = await connectSession({ url, applicationName: "headgate migration" });
  const { schema, onProgress: tell = () => {}, tellMs = tellMsDefault } = options;
  const migrating = { client, schema, tell, tellMs };
  try {
    await client.query("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0");
    await takeLock(migrating);
    await prepareSchema(migrating);
    const applied = await readApplied(migrating);
    refuseDisagreement(migrations, applied);
    const { through } = options;
    const pending = migrations.filter(
      ({ name }) => !applied.has(name) && (through === undefined || name <= through),
    );
    if (pending.some(({ steps }) => steps.length > 1)) await prepareSteps(migrating);
    for (const migration of pending) await apply(migrating, migration);
    return pending.map(({ name }) => name);
  } finally {
    // The end of the session gives its lock back.
    await endClient(client);
  }
}

/** Asked for again and again: one that waits in PostgreSQL would hold up an index that is built. */
async function takeLock({ client, tell }: Migrating): Promise<void> {
  for (let waits = 0; ; waits += 1) {
    const { rows } = await client.query<{ taken: boolean }>(
      "SELECT pg_try_advisory_lock($1) AS taken",
      [lockKey],
    );
    if (rows[0]?.taken) return;
    if (waits % (tellMsDefault / pollMs) === 0) {
      tell("waiting for another process that migrates", waits > 0);
    }
    await delay(pollMs);
  }
}

async function prepareSchema({ client, schema }: Migrating): Promise<void> {
  try {
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${schema}.migrations (
         name text PRIMARY KEY, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
  } catch (cause) {
    throw new MigrationError(`The schema ${schema} can't be used: ${formatReason(cause)}`, {
      cause,
    });
  }
}

async function readApplied({ client, schema }: Migrating): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; hash: string }>(
    `SELECT name, hash FROM ${schema}.migrations`,
  );
  return new Map(rows.map(({ name, hash }) => [name, hash]));
}

function refuseDisagreement(migrations: Migration[], applied: Map<string, string>): void {
  const known = new Map(migrations.map(({ name, hash }) => [name, hash]));
  for (const [name, hash] of applied) {
    if (!known.has(name)) {
      throw new MigrationError(
        `The database has the migration ${name}, which this version does not know; run the newer version`,
      );
    }
    if (known.get(name) !== hash) {
      throw new MigrationError(
        `The migration ${name} was changed after it had been applied; restore the file and add a new one`,
      );
    }
  }
  const newest = [...applied.keys()].sort().at(-1) ?? "";
  const late = migrations.find(({ name }) => !applied.has(name) && name < newest);
  if (late)
    throw new MigrationError(
      `The migration ${late.name} sorts before ${newest}, which is already applied; number it higher`,
    );
}

async function prepareSteps({ client, schema }: Migrating): Promise<void> {
  await client.query(
    `CREATE TABLE IF NOT EXISTS ${schema}.migration_steps (
       name text, step int, done_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (name, step))`,
  );
}

/** What a start that was killed had done of it is not done again. */
async function apply(migrating: Migrating, { name, hash, steps }: Migration): Promise<void> {
  const { client, schema, tell, tellMs } = migrating;
  const startedMs = performance.now();
  const seconds = () => ((performance.now() - startedMs) / 1_000).toFixed(1);
  let doing = "";
  const telling = setInterval(() => tell(`${name}${doing}: ${seconds()} s so far`, true), tellMs);
  try {
    const done = steps.length > 1 ? await countDone(migrating, name) : 0;
    for (const [index, step] of [...steps.entries()].slice(done)) {
      if (steps.length > 1) {
        doing = `, step ${index + 1} of ${steps.length} (${step.title})`;
        tell(`${name}${doing}`);
      }
      await runStep(migrating, step, async () => {
        if (steps.length > 1) {
          const record = `INSERT INTO ${schema}.migration_steps (name, step) VALUES ($1, $2)`;
          await client.query(record, [name, index + 1]);
        }
        if (index + 1 < steps.length) return;
        const record = `INSERT INTO ${schema}.migrations (name, hash) VALUES ($1, $2)`;
        await client.query(record, [name, hash]);
      });
    }
    tell(`${name} is applied, after ${seconds()} s`);
  } catch (cause) {
    throw new MigrationError(`The migration ${name} failed: ${formatReason(cause)}`, { cause });
  } finally {
    clearInterval(telling);
  }
}

async function countDone({ client, schema }: Migrating, name: string): Promise<number> {
  const { rows } = await client.query<{ done: number }>(
    `SELECT count(*)::int AS done FROM ${schema}.migration_steps WHERE name = $1`,
    [name],
  );
  return rows[0]?.done ?? 0;
}

/** PostgreSQL's words, and for what a role may not do whose role it is. */
function formatReason(cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const mayNot = cause instanceof pg.DatabaseError && cause.code === "42501";
  return mayNot
    ? `${reason}; the role of DATABASE_URL must own Headgate's tables and may create in their schema (GRANT that role's owner to it, or sign in as the owner)`
    : reason;
}
