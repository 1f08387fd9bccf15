import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { migrate } from "../../gateway/platform/db/migrate";
import { readOrCreateSecret } from "../../gateway/platform/process/secret-file";
import {
  ArchiveError,
  type BackupHeader,
  backupFooter,
  backupHeader,
  endOfTable,
  quoted,
} from "./backup-format";
import type { CheckedBackup } from "./check-backup";
import { migrationFolders } from "./describe-database";
import { type LineReader, readLines } from "./read-lines";

export interface RestoreInput {
  /** Past a pooler: for the migrations. */
  directUrl: string;
  /** For the one transaction that everything is restored in. */
  client: pg.Client;
  dataDir: string;
  backup: CheckedBackup;
}

/**
 * Puts a backup into an empty database and its secrets into the data folder; all of it or nothing.
 * Answers the number of rows. @throws ArchiveError, MigrationError
 */
export async function restoreBackup({
  directUrl,
  client,
  dataDir,
  backup,
}: RestoreInput): Promise<number> {
  await refuseNonEmpty(client);
  const { lines, close } = openBackup(backup);
  try {
    const header = await readHeader(lines);
    await refuseOtherSecrets(dataDir, header);
    await bringTo(directUrl, header.migrations);
    await client.query("BEGIN");
    for (const { parent, name, bound } of header.partitions) {
      await client.query(
        `CREATE TABLE IF NOT EXISTS ${quoted(name)} PARTITION OF ${quoted(parent)} ${bound}`,
      );
    }
    let rows = 0;
    for (const table of header.tables) rows += await restoreTable(client, table, lines);
    const footer = backupFooter.parse(JSON.parse((await lines.next()).toString("utf8")));
    if (footer.rows !== rows)
      throw new ArchiveError(`The backup has ${rows} rows of ${footer.rows}`);
    for (const { schema, table, column, value } of header.sequences) {
      await client.query("SELECT setval(pg_get_serial_sequence($1, $2), $3)", [
        `${schema}.${table}`,
        column,
        value,
      ]);
    }
    for (const [name, secret] of Object.entries(header.secrets)) {
      await readOrCreateSecret(join(dataDir, name), () => secret);
    }
    await client.query("COMMIT");
    await bringTo(directUrl, undefined);
    return rows;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    await close();
  }
}

function openBackup({ file, payloadBytes }: CheckedBackup): {
  lines: LineReader;
  close: () => Promise<void>;
} {
  const source = createReadStream(file, { end: payloadBytes - 1 });
  const gunzip = createGunzip();
  const feeding = pipeline(source, gunzip);
  feeding.catch(() => undefined);
  return {
    lines: readLines(gunzip),
    async close() {
      source.destroy();
      await feeding.catch(() => undefined);
    },
  };
}

async function readHeader(lines: LineReader): Promise<BackupHeader> {
  try {
    return backupHeader.parse(JSON.parse((await lines.next()).toString("utf8")));
  } catch (cause) {
    // The file itself can't be opened: its own message says which and why.
    if (cause instanceof Error && "path" in cause) throw cause;
    throw new ArchiveError("This file is no backup that this version can read", { cause });
  }
}

/** A database that was started once has a workspace; one that was only migrated is still empty. */
async function refuseNonEmpty(client: pg.Client): Promise<void> {
  for (const table of ["public.workspaces", "public.events", "dashboard.members"]) {
    const known = await client.query("SELECT FROM pg_class WHERE oid = to_regclass($1)", [table]);
    if (known.rowCount === 0) continue;
    const { rowCount } = await client.query(`SELECT FROM ${table} LIMIT 1`);
    if (rowCount) {
      throw new ArchiveError(
        "The database is not empty: restore into a new one, e.g. HEADGATE_DATA_DIR=./restored npm run restore -- FILE",
      );
    }
  }
}

async function refuseOtherSecrets(dataDir: string, { secrets }: BackupHeader): Promise<void> {
  for (const [name, secret] of Object.entries(secrets)) {
    const path = join(dataDir, name);
    const existing = await readFile(path, "utf8").catch(() => undefined);
    if (existing !== undefined && existing.trim() !== secret) {
      throw new ArchiveError(`${path} holds another secret than the backup; move it away first`);
    }
  }
}

async function bringTo(
  directUrl: string,
  through: BackupHeader["migrations"] | undefined,
): Promise<void> {
  for (const schema of ["public", "dashboard"] as const) {
    const last = through?.[schema];
    if (through && last === undefined) continue;
    const options = { directory: resolve(migrationFolders[schema]), schema };
    await migrate(directUrl, last === undefined ? options : { ...options, through: last });
  }
}

/** The rows up to `\.`, streamed: a table may be larger than memory. */
async function restoreTable(
  client: pg.Client,
  { schema, name, columns }: BackupHeader["tables"][number],
  lines: LineReader,
): Promise<number> {
  let rows = 0;
  async function* chunks(): AsyncGenerator<Buffer> {
    let chunk: Buffer[] = [];
    let bytes = 0;
    for (;;) {
      const line = await lines.next();
      if (line.toString("latin1", 0, 3) === endOfTable) break;
      rows += 1;
      chunk.push(line, newline);
      bytes += line.length + 1;
      if (bytes < chunkBytes) continue;
      yield Buffer.concat(chunk);
      chunk = [];
      bytes = 0;
    }
    if (bytes > 0) yield Buffer.concat(chunk);
  }
  const target = `${quoted(schema)}.${quoted(name)} (${columns.map(quoted).join(", ")})`;
  await pipeline(Readable.from(chunks()), client.query(copyFrom(`COPY ${target} FROM STDIN`)));
  return rows;
}

const newline = Buffer.from("\n");
const chunkBytes = 65_536;
