import { createWriteStream } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { generatedSecrets } from "../../gateway/platform/process/complete-environment";
import { type BackupHeader, backupHeader, endOfTable, quoted } from "./backup-format";
import { describeDatabase } from "./describe-database";
import { unfinishedName } from "./describe-file-trouble";
import { sealBackup } from "./seal";

export interface BackupInput {
  client: pg.Client;
  dataDir: string;
  file: string;
  now: Date;
}

/**
 * Writes everything of one moment to `file` (mode 0600), while Headgate runs. The file appears
 * complete or not at all. Answers the number of rows.
 */
export async function writeBackup({ client, dataDir, file, now }: BackupInput): Promise<number> {
  const unfinished = unfinishedName(file);
  let rows = 0;
  async function* lines(): AsyncGenerator<string | Buffer> {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    const header: BackupHeader = {
      format: "headgate-backup",
      formatVersion: 2,
      createdAt: now.toISOString(),
      secrets: await readSecrets(dataDir),
      ...(await describeDatabase(client)),
    };
    // What could not be read again must fail now, not on the day when it is needed.
    yield `${JSON.stringify(backupHeader.parse(header))}\n`;
    for (const { schema, name, columns } of header.tables) {
      const from = `SELECT ${columns.map(quoted).join(", ")} FROM ${quoted(schema)}.${quoted(name)}`;
      const copy = client.query(copyTo(`COPY (${from}) TO STDOUT`));
      for await (const chunk of copy) yield chunk;
      rows += copy.rowCount;
      yield `${endOfTable}\n`;
    }
    await client.query("COMMIT");
    yield `${JSON.stringify({ end: "headgate-backup", rows })}\n`;
  }
  try {
    await rm(unfinished, { force: true });
    const output = createWriteStream(unfinished, { mode: 0o600, flags: "wx" });
    await pipeline(Readable.from(lines()), createGzip({ level: 6 }), output);
    await sealBackup(unfinished);
    await rename(unfinished, file);
    return rows;
  } catch (error) {
    // A full disk is told by the write, which does not know the file's name.
    const isDisk = error instanceof Error && "syscall" in error && error.syscall === "write";
    throw isDisk ? Object.assign(error, { path: unfinished }) : error;
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** What was generated into the data folder; what the operator sets in the environment is theirs. */
async function readSecrets(dataDir: string): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {};
  for (const { file } of generatedSecrets) {
    const text = await readFile(join(dataDir, file), "utf8").catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      },
    );
    if (text !== undefined) secrets[file] = text.trim();
  }
  return secrets;
}
