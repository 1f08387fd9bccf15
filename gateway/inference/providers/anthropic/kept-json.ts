import { randomBytes } from "node:crypto";
import type { JsonMember } from "../../json/json-members";
import { endOfString, quickEndOfString, quote } from "../../json/json-strings";
import { runInTurns } from "../../request/yield-to-others";

const backslash = 0x5c;
/** Longer texts and images pass as the bytes they are. */
const cutBytesMin = 8 * 1024;
/** Enough for the head of a data URL. */
const keptBytes = 128;
/** Texts and images; the arguments of a call are looked at, so they can't be cut. */
const cuttable = /"(?:text|content|url|file_data)"\s*:\s*$/;
const lookBehindBytes = 32;

/** The strings and the numbers of a JSON document, in turns. */
const stringsAndNumbers = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;
/** One of them may be written in a way that JavaScript would not write it. */
const mayBeInexact = /\d{16}|\d[.eE]|-0/;

type Span = Pick<JsonMember, "valueStart" | "valueEnd">;

/**
 * Parts of a JSON document that are not to be parsed and written again, a mark in the place of each:
 * long texts, numbers that JavaScript would round or write differently, JSON that is in a string.
 */
export class KeptJson {
  private readonly nonce = randomBytes(9).toString("hex");
  private readonly kept: Buffer[] = [];
  /** A mark in the middle of a string, or a string that is nothing but a mark. */
  private readonly marks = new RegExp(`⟦${this.nonce}:(\\d+)⟧|"⟦${this.nonce}!(\\d+)⟧"`);

  /** A value whose JSON will be this text. */
  value(json: string): string {
    this.kept.push(Buffer.from(json));
    return `⟦${this.nonce}!${this.kept.length - 1}⟧`;
  }

  /** The same document with marks in the place of numbers that would change. */
  withNumbersKept(json: string): string {
    if (!mayBeInexact.test(json)) return json;
    return json.replace(stringsAndNumbers, (token) =>
      token.startsWith('"') || String(Number(token)) === token ? token : `"${this.value(token)}"`,
    );
  }

  /** The JSON of a value, its long texts cut after their first characters. */
  async withTextsCut(bytes: Buffer, { valueStart, valueEnd }: Span): Promise<string> {
    if (valueEnd - valueStart < cutBytesMin) return bytes.toString("utf8", valueStart, valueEnd);
    const parts: string[] = [];
    let from = valueStart;
    for (let at = bytes.indexOf(quote, from); at >= 0 && at < valueEnd; ) {
      const end = quickEndOfString(bytes, at) ?? (await runInTurns(endOfString(bytes, at)));
      if (end - at >= cutBytesMin && isCuttable(bytes, at)) {
        const keptEnd = endOfCharacters(bytes, at + 1, keptBytes);
        parts.push(bytes.toString("utf8", from, keptEnd), `⟦${this.nonce}:${this.kept.length}⟧`);
        this.kept.push(bytes.subarray(keptEnd, end - 1));
        from = end - 1;
      }
      at = bytes.indexOf(quote, end);
    }
    parts.push(bytes.toString("utf8", from, valueEnd));
    return parts.join("");
  }

  /** The document, or a piece of it between two values, with what was kept in its place. */
  putBack(json: string): Buffer[] {
    if (this.kept.length === 0) return [Buffer.from(json)];
    const parts: Buffer[] = [];
    // Behind each text comes the number of a mark, in one of two places.
    for (const [index, piece] of json.split(this.marks).entries()) {
      if (index % 3 === 0) parts.push(Buffer.from(piece));
      else if (piece !== undefined) parts.push(this.kept[Number(piece)] ?? Buffer.alloc(0));
    }
    return parts;
  }
}

function isCuttable(bytes: Buffer, at: number): boolean {
  return cuttable.test(bytes.toString("latin1", Math.max(0, at - lookBehindBytes), at));
}

/** Where at most `most` bytes from `start` end without cutting an escape or a character. */
function endOfCharacters(bytes: Buffer, start: number, most: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at] ?? 0;
    let length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    if (byte === backslash) length = bytes[at + 1] === 0x75 ? 6 : 2;
    if (at + length > start + most) return at;
    at += length;
  }
}
