/** One server-sent event: its bytes up to and with the blank line, and what its data says. */
export interface SseEvent {
  bytes: Buffer;
  /** Value of the data field, lines joined; undefined for comments and events without data. */
  data: Buffer | undefined;
  /** Where `data` lies in `bytes`, when it is on a single line. */
  dataStart: number;
  /** The server says that something went wrong: `event: error`, or llama.cpp's `error: {…}`. */
  isError: boolean;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Cuts a byte stream into events, wherever the network cut it: in a line, between CR and LF, or in
 * the middle of a character. Source: WHATWG HTML, "Server-sent events"; lines end in LF or CRLF.
 */
export class SseSplitter {
  private rest: Buffer = Buffer.alloc(0);
  private lineStart = 0;
  private scanned = 0;
  private hasBegun = false;

  /** Bytes of the event that is not complete yet. */
  get pendingBytes(): number {
    return this.rest.length;
  }

  push(chunk: Buffer): SseEvent[] {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    const events: SseEvent[] = [];
    let eventStart = 0;
    for (;;) {
      const end = bytes.indexOf(lineFeed, this.scanned);
      if (end < 0) break;
      this.scanned = end + 1;
      if (isBlank(bytes, this.lineStart, end)) {
        events.push(readEvent(this.withoutMark(bytes.subarray(eventStart, end + 1))));
        eventStart = end + 1;
      }
      this.lineStart = end + 1;
    }
    this.rest = bytes.subarray(eventStart);
    this.lineStart -= eventStart;
    this.scanned = this.rest.length;
    return events;
  }

  /** What came last without a blank line; some servers leave it out. */
  end(): SseEvent[] {
    const { rest } = this;
    this.rest = Buffer.alloc(0);
    if (rest.every((byte) => byte === lineFeed || byte === carriageReturn)) return [];
    if (rest.includes(carriageReturn) && !rest.includes(lineFeed)) return endingInReturns(rest);
    const isLineEnded = rest[rest.length - 1] === lineFeed;
    const whole = Buffer.concat([rest, Buffer.from(isLineEnded ? "\n" : "\n\n")]);
    return [readEvent(this.withoutMark(whole))];
  }

  /** A stream may begin with a byte order mark, which is no part of its first line. */
  private withoutMark(event: Buffer): Buffer {
    if (this.hasBegun) return event;
    this.hasBegun = true;
    return byteOrderMark.equals(event.subarray(0, 3)) ? event.subarray(3) : event;
  }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The standard allows for lines that end in CR alone; nobody is known to write them. */
function endingInReturns(bytes: Buffer): SseEvent[] {
  const splitter = new SseSplitter();
  const lines = Buffer.from(bytes.toString("latin1").replaceAll("\r", "\n"), "latin1");
  return [...splitter.push(lines), ...splitter.end()];
}

/** The event with other data; everything else in it stays. */
export function withData(event: SseEvent, data: readonly Buffer[]): Buffer {
  if (event.dataStart < 0 || event.data === undefined) {
    return Buffer.concat([Buffer.from("data: "), ...data, Buffer.from("\n\n")]);
  }
  const dataEnd = event.dataStart + event.data.length;
  return Buffer.concat([
    event.bytes.subarray(0, event.dataStart),
    ...data,
    event.bytes.subarray(dataEnd),
  ]);
}

function readEvent(bytes: Buffer): SseEvent {
  const firstEnd = bytes.indexOf(lineFeed);
  const isOneLine = isBlank(bytes, firstEnd + 1, bytes.length - 1);
  return isOneLine ? readLine(bytes, firstEnd) : readLines(bytes);
}

/** What nearly every event is. */
function readLine(bytes: Buffer, lineEnd: number): SseEvent {
  const dataStart = dataValueStart(bytes, 0, lineEnd);
  if (dataStart < 0) return readLines(bytes);
  const dataEnd = bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
  return { bytes, data: bytes.subarray(dataStart, dataEnd), dataStart, isError: false };
}

function readLines(bytes: Buffer): SseEvent {
  const lines: { start: number; end: number }[] = [];
  let isError = false;
  for (let start = 0; start < bytes.length; ) {
    const lineEnd = bytes.indexOf(lineFeed, start);
    const end = lineEnd < 0 ? bytes.length : lineEnd;
    const valueStart = dataValueStart(bytes, start, end);
    if (valueStart < 0)
      isError ||= isErrorLine(bytes.toString("latin1", start, Math.min(end, start + 40)));
    else {
      lines.push({ start: valueStart, end: bytes[end - 1] === carriageReturn ? end - 1 : end });
    }
    start = end + 1;
  }
  const [first] = lines;
  if (!first) return { bytes, data: undefined, dataStart: -1, isError };
  if (lines.length === 1) {
    const data = bytes.subarray(first.start, first.end);
    return { bytes, data, dataStart: first.start, isError };
  }
  // A line break between two data lines is white space in JSON: it may go.
  const data = Buffer.concat(lines.map(({ start, end }) => bytes.subarray(start, end)));
  return { bytes, data, dataStart: -1, isError };
}

function isErrorLine(start: string): boolean {
  return (
    /^event: ?(?:\w+[._-])?(?:error|exception)\s*$/im.test(start) || start.startsWith("error:")
  );
}

/** Where the value begins if the line is a data field; -1 otherwise. */
function dataValueStart(bytes: Buffer, start: number, end: number): number {
  const isData =
    end - start >= 5 &&
    bytes[start] === 0x64 &&
    bytes[start + 1] === 0x61 &&
    bytes[start + 2] === 0x74 &&
    bytes[start + 3] === 0x61 &&
    bytes[start + 4] === 0x3a;
  if (!isData) return -1;
  return bytes[start + 5] === 0x20 ? start + 6 : start + 5;
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  return end === start || (end === start + 1 && bytes[start] === carriageReturn);
}
