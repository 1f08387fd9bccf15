import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PoolClient } from "pg";
import type { Database } from "./database";

export interface MigrateOptions {
  /** Folder of `0001-what.sql`, applied in the order of their names. */
  directory: string;
  /** Made where missing; the files see it first in their search path. */
  schema: "public" | "dashboard";
  /** Name of the last file to apply; all where absent. A backup is restored into its own schema. */
  through?: string;
}

/** The database and the migration files disagree; the message says how. */
export class MigrationError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "MigrationError";
  }
}

interface Migration {
  name: string;
  sql: string;
  hash: string;
}

const lockKey = 7_207_010;

/**
 * Brings a schema up to date and answers the names of what was applied now. Each file runs in a
 * transaction of its own; of several starting at once, one migrates and the others wait.
 */
export async function migrate(db: Database, options: MigrateOptions): Promise<string[]> {
  const migrations = await readMigrations(options.directory);
  const client = await db.connect();
  let broken = true;
  try {
    await client.query("SET statement_timeout = 0");
    await client.query("SELECT pg_advisory_lock($1)", [lockKey]);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${options.schema}`);
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${options.schema}.migrations (
         name text PRIMARY KEY, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
    const applied = await readApplied(client, options.schema);
    refuseDisagreement(migrations, applied);
    const { through } = options;
    const pending = migrations.filter(
      ({ name }) => !applied.has(name) && (through === undefined || name <= through),
    );
    for (const migration of pending) await apply(client, options.schema, migration);
    await client.query("SELECT pg_advisory_unlock($1)", [lockKey]);
    await client.query("RESET statement_timeout");
    broken = false;
    return pending.map(({ name }) => name);
  } finally {
    // A connection that failed half-way is closed, which gives its lock back.
    client.release(broken);
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = (await readFile(join(directory, name), "utf8")).replaceAll("\r\n", "\n");
      return { name, sql, hash: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

async function readApplied(client: PoolClient, schema: string): Promise<Map<string, string>> {
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

async function apply(
  client: PoolClient,
  schema: string,
  { name, sql, hash }: Migration,
): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(
      `SET LOCAL search_path TO ${schema === "public" ? "public" : `${schema}, public`}`,
    );
    await client.query(sql);
    await client.query(`INSERT INTO ${schema}.migrations (name, hash) VALUES ($1, $2)`, [
      name,
      hash,
    ]);
    await client.query("COMMIT");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(`The migration ${name} failed: ${reason}`, { cause });
  }
}
