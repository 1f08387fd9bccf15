import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

/**
 * What is appended to a backup's gzip: a line with a checksum of each block, which tells where
 * damage is, then a line of fixed length with where the gzip ends and a checksum of all before it.
 * gunzip ignores both.
 */
export const blockBytes = 65_536;
const lastLine = /^headgate-seal (\d{15}) ([0-9a-f]{64})\n$/;
export const lastLineBytes = "headgate-seal ".length + 15 + 1 + 64 + 1;

export interface Sums {
  /** Short checksums of the blocks before `payloadBytes`. */
  blocks: string[];
  /** Of all that was read. */
  whole: string;
}

/** Reads the file up to `end`; the blocks of its first `payloadBytes` are summed one by one. */
export async function sumUp(path: string, payloadBytes: number, end: number): Promise<Sums> {
  const file = await open(path, "r");
  try {
    const whole = createHash("sha256");
    const blocks: string[] = [];
    const buffer = Buffer.alloc(blockBytes);
    for (let at = 0; at < end; ) {
      const limit = at < payloadBytes ? payloadBytes : end;
      const { bytesRead } = await file.read(buffer, 0, Math.min(blockBytes, limit - at), at);
      if (bytesRead === 0) break;
      const bytes = buffer.subarray(0, bytesRead);
      whole.update(bytes);
      if (at < payloadBytes) blocks.push(shortSum(bytes));
      at += bytesRead;
    }
    return { blocks, whole: whole.digest("hex") };
  } finally {
    await file.close();
  }
}

/** Seals what was written, and puts it on disk. */
export async function sealBackup(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    const payloadBytes = (await file.stat()).size;
    const { blocks } = await sumUp(path, payloadBytes, payloadBytes);
    const sums = Buffer.from(`\n${JSON.stringify({ blockBytes, blocks })}\n`);
    await file.write(sums, 0, sums.length, payloadBytes);
    const end = payloadBytes + sums.length;
    const { whole } = await sumUp(path, payloadBytes, end);
    const seal = `headgate-seal ${String(payloadBytes).padStart(15, "0")} ${whole}\n`;
    await file.write(seal, end);
    await file.sync();
  } finally {
    await file.close();
  }
}

export interface Seal {
  payloadBytes: number;
  whole: string;
}

/** Undefined where the file does not end with one. */
export function parseSeal(text: string): Seal | undefined {
  const [, payload, whole] = lastLine.exec(text) ?? [];
  return payload && whole ? { payloadBytes: Number(payload), whole } : undefined;
}

const shortSum = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);
