import { writeSync } from "node:fs";

/** Where log lines go. What can't be written is lost and counted: the log never ends the process. */
export interface LogSink {
  write(line: string): void;
  /** Since the start: on a full disk, to a reader that is gone or does not keep up. */
  readonly lostLines: number;
}

const lineBytesMax = 32_768;
const headCharacters = 1_000;

/** @param write as writeSync of node:fs, for tests */
export function createLogSink(
  fd = 1,
  write: (fd: number, bytes: Buffer) => number = writeSync,
): LogSink {
  let lostLines = 0;
  let lostUntold = 0;
  /** The disk had room for a part of a line only. */
  let isCut = false;

  function put(line: string): boolean {
    let bytes: Buffer = Buffer.from(isCut ? `\n${line}` : line);
    try {
      while (bytes.length > 0) {
        bytes = bytes.subarray(write(fd, bytes));
        isCut = bytes.length > 0;
      }
      return true;
    } catch {
      return false;
    }
  }

  return {
    get lostLines() {
      return lostLines;
    },
    write(line) {
      if (lostUntold > 0) {
        const told = { level: 40, time: Date.now(), lost: lostUntold, msg: "log lines were lost" };
        if (put(`${JSON.stringify(told)}\n`)) lostUntold = 0;
      }
      if (lostUntold === 0 && put(bounded(line))) return;
      lostLines++;
      lostUntold++;
    },
  };
}

function bounded(line: string): string {
  if (line.length <= lineBytesMax) return line;
  const level = Number(/"level":(\d+)/.exec(line.slice(0, 100))?.[1] ?? 40);
  const head = line.slice(0, headCharacters);
  const msg = `a log line of ${line.length} characters was cut`;
  return `${JSON.stringify({ level, time: Date.now(), head, msg })}\n`;
}
