import { copyFile, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../gateway/testing/test-database";
import { ArchiveError } from "./backup-format";
import { checkBackup } from "./check-backup";
import { restoreBackup } from "./restore-backup";
import { lastLineBytes } from "./seal";
import { writeBackup } from "./write-backup";

let folder: string;
let whole: string;
let source: TestDatabase;
let size: number;
let payloadBytes: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headgate-sealed-"));
  whole = join(folder, "whole");
  source = await createTestDatabase();
  // Random names, so that the file has several blocks.
  await source.db.query(
    `INSERT INTO workspaces (id, name) SELECT 'wsp_' || n, string_agg(md5(random()::text), '')
     FROM generate_series(1, 200) AS n, generate_series(1, 40) GROUP BY n`,
  );
  const client = new pg.Client({ connectionString: source.url });
  await client.connect();
  await writeBackup({ client, dataDir: folder, file: whole, now: new Date() });
  await client.end();
  ({ size } = await stat(whole));
  ({ payloadBytes } = await checkBackup(whole));
});
afterAll(async () => {
  await source.drop();
  await rm(folder, { recursive: true, force: true });
});

async function damagedCopy(change: (file: string) => Promise<void>): Promise<string> {
  const file = join(folder, "damaged");
  await copyFile(whole, file);
  await change(file);
  return file;
}

async function flip(file: string, at: number, bit: number): Promise<void> {
  const handle = await open(file, "r+");
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, at);
  byte[0] = (byte[0] ?? 0) ^ (1 << bit);
  await handle.write(byte, 0, 1, at);
  await handle.close();
}

async function refusal(file: string): Promise<string> {
  const error = await checkBackup(file).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(ArchiveError);
  const { message } = error as ArchiveError;
  expect(message).not.toContain("\n");
  expect(message).toContain(file);
  return message;
}

test("case 89: one flipped bit anywhere in a backup is found before anything is begun, with the file and the place", async () => {
  expect(payloadBytes).toBeGreaterThan(2 * 65_536);
  const ends = [0, 1, 3, 4, 9, 10, payloadBytes - 1, payloadBytes, payloadBytes + 1];
  const last = [size - lastLineBytes - 1, size - lastLineBytes, size - 70, size - 2, size - 1];
  const spread = Array.from({ length: 60 }, (_, n) => Math.floor((size * (n + 0.5)) / 60));
  for (const at of [...ends, ...last, ...spread]) {
    const file = await damagedCopy((copy) => flip(copy, at, at % 8));
    expect(await refusal(file), `byte ${at}`).toMatch(/byte/);
  }
  const file = await damagedCopy((copy) => flip(copy, 70_000, 3));
  expect(await refusal(file)).toContain("damaged between byte 65,536 and 131,072");
});

test("case 89: a backup that is cut off anywhere, or longer than it was, is refused", async () => {
  for (const length of [1, 2, 100, 65_536, payloadBytes, payloadBytes + 1, size - 1]) {
    expect(await refusal(await damagedCopy((copy) => truncate(copy, length)))).toMatch(/byte/);
  }
  await refusal(await damagedCopy((copy) => writeFile(copy, "more", { flag: "a" })));
});

const noBackups: Record<string, Buffer> = {
  nothing: Buffer.alloc(0),
  "a text": Buffer.from("-- PostgreSQL database dump\n".repeat(20)),
  "another program's gzip": gzipSync("hello\nworld\n"),
  zeros: Buffer.alloc(100_000),
  "one byte": Buffer.of(0x1f),
};

test.each(Object.entries(noBackups))("case 89: %s is no backup", async (_name, bytes) => {
  expect(await refusal(await damagedCopy((copy) => writeFile(copy, bytes)))).toContain("no backup");
});

/** As versions before wrote it: without a seal. */
async function unsealed(change: (bytes: Buffer) => Buffer = (bytes) => bytes): Promise<string> {
  const payload = (await readFile(whole)).subarray(0, payloadBytes);
  const text = gunzipSync(payload).toString("latin1");
  const former = gzipSync(
    Buffer.from(text.replace('"formatVersion":2', '"formatVersion":1'), "latin1"),
  );
  return damagedCopy((copy) => writeFile(copy, change(former)));
}

test("case 89: a backup of a version before is restored, and its damage is found as well", async () => {
  const target = await createTestDatabase();
  const client = new pg.Client({ connectionString: target.url });
  await client.connect();
  const backup = await checkBackup(await unsealed());
  const rows = await restoreBackup({
    directUrl: target.url,
    client,
    dataDir: join(folder, "to"),
    backup,
  });
  expect(rows).toBeGreaterThanOrEqual(200);
  await client.end();
  await target.drop();
  for (const part of [0.1, 0.5, 0.9]) {
    const file = await unsealed((bytes) => {
      const at = Math.floor(bytes.length * part);
      bytes[at] = (bytes[at] ?? 0) ^ 4;
      return bytes;
    });
    expect(await refusal(file)).toMatch(/byte/);
    const short = await unsealed((bytes) => bytes.subarray(0, Math.floor(bytes.length * part)));
    expect(await refusal(short)).toMatch(/cut off/);
  }
});
