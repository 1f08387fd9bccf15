import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { createRepeatLimiter } from "../../gateway/platform/process/repeat-limiter";

/** Of one file; three older ones are kept beside it. */
const bytesMax = 10 * 1024 ** 2;
const olderMax = 3;
const pollMs = 500;

/** Opens a log for appending, mode 0600. */
export function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  rotateLog(path);
  return openSync(path, "a", 0o600);
}

/**
 * Moves what a large log ends with to `.1`, what was there to `.2` and so on, and empties it. Its
 * writer keeps the file open for appending and notices nothing; lines of this instant may be lost.
 */
export function rotateLog(path: string, max = bytesMax): void {
  const size = readSize(path);
  if (size <= max) return;
  try {
    rmSync(`${path}.${olderMax}`, { force: true });
    for (let older = olderMax - 1; older >= 1; older--) moveLog(`${path}.${older}`, older, path);
    writeFileSync(`${path}.1`, readEnd(path, size - max, max), { mode: 0o600 });
  } catch {
    // A full disk has no room for a copy: rather the copy is lost than the disk stays full.
    rmSync(`${path}.1`, { force: true });
  }
  truncateSync(path, 0);
}

function moveLog(from: string, older: number, path: string): void {
  if (statSync(from, { throwIfNoEntry: false })) renameSync(from, `${path}.${older + 1}`);
}

function readEnd(path: string, start: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const file = openSync(path, "r");
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, length, start));
  } finally {
    closeSync(file);
  }
}

/** Keeps every log of the folder small while it is written to. Answers how to stop. */
export function keepLogsSmall(directory: string): () => void {
  const timer = setInterval(() => {
    try {
      for (const name of readdirSync(directory)) {
        if (name.endsWith(".log")) rotateLog(join(directory, name));
      }
    } catch {
      // The folder is not there yet, or not ours to change: there is nobody to tell every second.
    }
  }, pollMs);
  timer.unref();
  return () => clearInterval(timer);
}

export function readSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The lines that were appended since `offset`, at most the last 64 KiB. */
export function readLinesSince(path: string, offset: number): { lines: string[]; end: number } {
  const end = readSize(path);
  // A log that was emptied meanwhile begins anew.
  const start = Math.max(end < offset ? 0 : offset, end - 65_536);
  if (end <= start) return { lines: [], end };
  const bytes = readEnd(path, start, end - start);
  const lastNewline = bytes.lastIndexOf(10);
  const complete = bytes.subarray(0, lastNewline + 1).toString("utf8");
  return { lines: complete.split("\n").filter(Boolean), end: start + lastNewline + 1 };
}

/**
 * Tells of warnings and errors as a service logs them. The log is a file and not a pipe, so a service
 * that outlives us for a moment has somewhere to write. Answers how to stop.
 */
export function followWarnings(path: string, tell: (line: string) => void): () => void {
  let offset = readSize(path);
  const repeats = createRepeatLimiter(Date.now);
  const look = () => {
    try {
      const { lines, end } = readLinesSince(path, offset);
      offset = end;
      for (const line of lines) tellOnce(findWarning(line));
    } catch (error) {
      tellOnce(`its log can't be read: ${error instanceof Error ? error.message : error}`);
    }
  };
  const tellOnce = (warning: string | undefined) => {
    if (warning === undefined) return;
    const { isWritten, leftOut } = repeats.judge(warning.replace(/\d+/g, "0").slice(0, 120));
    if (leftOut > 0) tell(`… ${leftOut} more of these in the last minute: ${warning}`);
    else if (isWritten) tell(warning);
  };
  const timer = setInterval(look, pollMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    look();
  };
}

/** A line worth a person's attention, made readable; pino's levels start warning at 40. */
export function findWarning(line: string): string | undefined {
  if (!line.startsWith("{")) return /⨯|⚠|\b(error|warning)\b/i.test(line) ? line : undefined;
  try {
    const { level, msg, err } = JSON.parse(line);
    if (!(level >= 40)) return undefined;
    return err?.message ? `${msg}: ${err.message}` : String(msg);
  } catch {
    return line;
  }
}
