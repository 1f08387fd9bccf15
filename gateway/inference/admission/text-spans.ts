import { yieldToOthers } from "../request/yield-to-others";
import { countTokens } from "./count-tokens";

/** More are thinned out evenly: a body may hold millions. */
const spansMax = 131_072;

/** Where texts lie in a body, in its order. */
export class TextSpans {
  /** Bytes of all texts, thinned-out ones included. */
  bytes = 0;
  /** Start and end of each. */
  private readonly spans: number[] = [];
  private keptEach = 1;
  private turn = 0;

  add(start: number, end: number): void {
    if (end <= start) return;
    this.bytes += end - start;
    if (++this.turn < this.keptEach) return;
    this.turn = 0;
    if (this.spans.length === 2 * spansMax) this.thin();
    this.spans.push(start, end);
  }

  get isWhole(): boolean {
    return this.keptEach === 1;
  }

  /** How many are kept. */
  get count(): number {
    return this.spans.length / 2;
  }

  start(index: number): number {
    return this.spans[2 * index] ?? 0;
  }

  end(index: number): number {
    return this.spans[2 * index + 1] ?? 0;
  }

  private thin(): void {
    for (let from = 0, to = 0; from < 2 * spansMax; from += 4, to += 2) {
      this.spans[to] = this.spans[from] ?? 0;
      this.spans[to + 1] = this.spans[from + 1] ?? 0;
    }
    this.spans.length = spansMax;
    this.keptEach *= 2;
  }
}

const exactBytesMax = 128 * 1024;
const samples = 64;
const pieceBytes = 2_048;
const piecesPerTurn = 4_000;

/** How the texts of these spans are written: as strings of JSON, or as JSON of any kind. */
export interface WrittenTexts {
  spans: TextSpans;
  decode: (text: string) => string;
}

/** Tokens of all of them; where they are long, evenly spaced samples speak for the rest. */
export async function countSpans(bytes: Buffer, all: readonly WrittenTexts[]): Promise<number> {
  const textBytes = all.reduce((sum, { spans }) => sum + spans.bytes, 0);
  if (textBytes > exactBytesMax || all.some(({ spans }) => !spans.isWhole)) {
    return sampledCount(bytes, all, textBytes);
  }
  const texts: string[] = [];
  for (const { spans, decode } of all) {
    for (let index = 0; index < spans.count; index++) {
      texts.push(decode(bytes.toString("utf8", spans.start(index), spans.end(index))));
    }
  }
  return countTokens(texts);
}

async function sampledCount(
  bytes: Buffer,
  all: readonly WrittenTexts[],
  textBytes: number,
): Promise<number> {
  let keptBytes = 0;
  for (const { spans } of all) {
    for (let index = 0; index < spans.count; index++) {
      keptBytes += spans.end(index) - spans.start(index);
    }
  }
  const strideBytes = Math.max(pieceBytes, keptBytes / samples);
  const texts: string[] = [];
  let passedBytes = 0;
  let sampledBytes = 0;
  let pieces = 0;
  for (const { spans, decode } of all) {
    for (let index = 0; index < spans.count; index++) {
      const end = spans.end(index);
      for (let from = spans.start(index); from < end; ) {
        const to = endOfPiece(bytes, from, end);
        passedBytes += to - from;
        if (texts.length * strideBytes <= passedBytes) {
          texts.push(decode(bytes.toString("utf8", from, to)));
          sampledBytes += to - from;
        }
        from = to;
        if (++pieces % piecesPerTurn === 0) await yieldToOthers();
      }
    }
  }
  return Math.ceil(((await countTokens(texts)) * textBytes) / sampledBytes);
}

const backslash = 0x5c;

/** Cuts neither a character nor an escape. */
export function endOfPiece(bytes: Buffer, from: number, end: number, most = pieceBytes): number {
  let at = from + most;
  if (at >= end) return end;
  while (((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  for (let back = at - 1; back >= at - 5; back--) {
    if (bytes[back] !== backslash) continue;
    let before = back;
    while (before > from && bytes[before - 1] === backslash) before--;
    // Every second one of a row is what the one before it escapes.
    const isEscape = (back - before) % 2 === 0;
    const length = bytes[back + 1] === 0x75 ? 6 : 2;
    return isEscape && back + length > at ? back : at;
  }
  return at;
}

const decodedBytes = 64 * 1024;

/** The content of a long string, piece by piece. */
export function* decodedPieces(bytes: Buffer, start: number, end: number): Generator<string> {
  for (let from = start; from < end; ) {
    const to = endOfPiece(bytes, from, end, decodedBytes);
    yield decodeCharacters(bytes.toString("utf8", from, to));
    from = to;
  }
}

/** Decodes the content of a JSON string. */
export function decodeString(text: string): string {
  return text.includes("\\") ? JSON.parse(`"${text}"`) : text;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["b", "\b"],
  ["f", "\f"],
]);

/**
 * Decodes the strings in JSON of any kind. Brackets, commas and quotes stay as they are, and count.
 */
export function decodeCharacters(json: string): string {
  if (!json.includes("\\")) return json;
  return json.replace(/\\(?:u([\da-f]{4})|(.))/gi, (_sent, code?: string, mark = "") =>
    code === undefined
      ? (escapes.get(mark) ?? mark)
      : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
