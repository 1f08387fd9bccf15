import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { ArchiveError, backupFooter, backupHeader } from "./backup-format";
import { blockBytes, lastLineBytes, parseSeal, type Seal, sumUp } from "./seal";

/** A backup of which every byte is as it was written. */
export interface CheckedBackup {
  file: string;
  /** What the gzip takes of the file. */
  payloadBytes: number;
}

const sumsLine = z.object({ blocks: z.array(z.string()) });
const grouped = (bytes: number) => bytes.toLocaleString("en");

/**
 * Reads the whole file before anything is begun with it. @throws ArchiveError with one line that
 * names the file, and where it is damaged
 */
export async function checkBackup(file: string): Promise<CheckedBackup> {
  const { size, head, tail } = await readEnds(file);
  if (size === 0) throw new ArchiveError(`${file} is empty: it is no backup`);
  const seal = parseSeal(tail);
  if (seal) {
    await compareSums(file, size, seal);
    return { file, payloadBytes: seal.payloadBytes };
  }
  if (head.readUInt16BE(0) !== gzipMagic) {
    throw new ArchiveError(`${file} is no backup: it does not begin as one, at byte 0`);
  }
  // Before there were seals gzip's own checksum was all that a backup had.
  await unpack(file, size);
  return { file, payloadBytes: size };
}

const gzipMagic = 0x1f8b;

async function readEnds(file: string): Promise<{ size: number; head: Buffer; tail: string }> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const head = Buffer.alloc(2);
    await handle.read(head, 0, 2, 0);
    const end = Buffer.alloc(Math.min(size, lastLineBytes));
    await handle.read(end, 0, end.length, size - end.length);
    return { size, head, tail: end.toString("latin1") };
  } finally {
    await handle.close();
  }
}

async function compareSums(file: string, size: number, seal: Seal): Promise<void> {
  const end = size - lastLineBytes;
  const { payloadBytes } = seal;
  const { blocks, whole } = await sumUp(file, payloadBytes, end);
  if (whole === seal.whole) return;
  const written = await readBlockSums(file, payloadBytes, end);
  const block = written ? blocks.findIndex((sum, index) => sum !== written[index]) : -1;
  const from = block < 0 ? payloadBytes : block * blockBytes;
  const to = block < 0 ? size : Math.min(from + blockBytes, payloadBytes);
  throw damaged(file, `between byte ${grouped(from)} and ${grouped(to)}`);
}

async function readBlockSums(file: string, start: number, end: number): Promise<string[] | null> {
  if (start >= end) return null;
  const handle = await open(file, "r");
  try {
    const bytes = Buffer.alloc(end - start);
    await handle.read(bytes, 0, bytes.length, start);
    return sumsLine.parse(JSON.parse(bytes.toString("utf8"))).blocks;
  } catch {
    // Damaged itself: then that is the place.
    return null;
  } finally {
    await handle.close();
  }
}

async function unpack(file: string, size: number): Promise<void> {
  const gunzip = createGunzip();
  let first = Buffer.alloc(0);
  let last = Buffer.alloc(0);
  const keepEnds = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!first.includes(10)) first = Buffer.concat([first, chunk]);
      last = Buffer.concat([last, chunk]).subarray(-footerBytesMax);
      done();
    },
  });
  const broken = await pipeline(createReadStream(file), gunzip, keepEnds).then(
    () => undefined,
    (error: Error) => error,
  );
  if (broken && "path" in broken) throw broken;
  const header = parsed(first.toString("utf8").split("\n", 1)[0], backupHeader);
  if (!broken && !header) {
    throw new ArchiveError(
      `${file} is no backup that this version can read: its first line, at byte 0`,
    );
  }
  if (broken && /unexpected end/i.test(broken.message)) throw cutOff(file, size);
  if (broken) throw damaged(file, `near byte ${grouped(gunzip.bytesWritten)}`);
  const footer = parsed(last.toString("utf8").trimEnd().split("\n").at(-1), backupFooter);
  // One that was sealed and has lost its seal has lost its end.
  if (!footer || header?.formatVersion !== 1) throw cutOff(file, size);
}

const footerBytesMax = 1_024;

function parsed<Schema extends z.ZodType>(
  line: string | undefined,
  schema: Schema,
): z.infer<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(line ?? ""));
  } catch {
    return undefined;
  }
}

const damaged = (file: string, place: string) =>
  new ArchiveError(
    `${file} is damaged ${place}: nothing was restored; take another backup, or another copy of it`,
  );

const cutOff = (file: string, size: number) =>
  damaged(file, `or cut off at its end, byte ${grouped(size)}`);
