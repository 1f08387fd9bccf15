import { closeSync, mkdirSync, openSync, readSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";

const bytesMax = 20 * 1024 ** 2;
const pollMs = 500;

/** Opens a log for appending, mode 0600; one that has grown large is kept once as `.1`. */
export function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (sizeOf(path) > bytesMax) renameSync(path, `${path}.1`);
  return openSync(path, "a", 0o600);
}

export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The lines that were appended since `offset`, at most the last 64 KiB. */
export function readLinesSince(path: string, offset: number): { lines: string[]; end: number } {
  const end = sizeOf(path);
  const start = Math.max(offset, end - 65_536);
  if (end <= start) return { lines: [], end };
  const bytes = Buffer.alloc(end - start);
  const file = openSync(path, "r");
  try {
    readSync(file, bytes, 0, bytes.length, start);
  } finally {
    closeSync(file);
  }
  const lastNewline = bytes.lastIndexOf(10);
  const complete = bytes.subarray(0, lastNewline + 1).toString("utf8");
  return { lines: complete.split("\n").filter(Boolean), end: start + lastNewline + 1 };
}

/**
 * Tells of warnings and errors as a part logs them. The log is a file and not a pipe, so a part
 * that outlives us for a moment has somewhere to write. Answers how to stop.
 */
export function followWarnings(path: string, tell: (line: string) => void): () => void {
  let offset = sizeOf(path);
  const look = () => {
    const { lines, end } = readLinesSince(path, offset);
    offset = end;
    for (const line of lines) {
      const warning = warningOf(line);
      if (warning) tell(warning);
    }
  };
  const timer = setInterval(look, pollMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    look();
  };
}

/** A line worth a person's attention, made readable; pino's levels start warning at 40. */
export function warningOf(line: string): string | undefined {
  if (!line.startsWith("{")) return /⨯|⚠|\b(error|warning)\b/i.test(line) ? line : undefined;
  try {
    const { level, msg, err } = JSON.parse(line);
    if (!(level >= 40)) return undefined;
    return err?.message ? `${msg}: ${err.message}` : String(msg);
  } catch {
    return line;
  }
}
