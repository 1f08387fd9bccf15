import { randomBytes } from "node:crypto";
import { endOfPiece } from "../../admission/text-spans";
import type { JsonMember } from "../../json/json-members";
import { endOfString, quickEndOfString, quote } from "../../json/json-strings";
import { runInTurns } from "../../request/run-in-turns";

/** Longer texts and images pass as the bytes they are. */
const cutBytesMin = 8 * 1024;
/** Enough for the head of a data URL. */
const keptBytes = 128;
/** The space around a text says whether it is one, and is no part of a URL: it is left. */
const spaceBefore = /^(?: |\\[nrtf])*/;
const spaceBehind = /(?<=[^\\])(?: |\\[nrtf])+$/;
const spaceBytesMax = 64 * 1024;
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
  private readonly kept: Buffer[] = [];
  /** Made where something is kept. */
  private nonce = "";

  /** A value whose JSON will be this text. */
  value(json: string): string {
    return `⟦${this.keep(Buffer.from(json), "!")}⟧`;
  }

  /** The same document with marks in the place of numbers that would change. */
  withNumbersKept(json: string): string {
    if (!mayBeInexact.test(json)) return json;
    return json.replace(stringsAndNumbers, (token) =>
      token.startsWith('"') || String(Number(token)) === token ? token : `"${this.value(token)}"`,
    );
  }

  /** The JSON of a value, the midst of its long texts cut out. */
  async withTextsCut(bytes: Buffer, { valueStart, valueEnd }: Span): Promise<string> {
    if (valueEnd - valueStart < cutBytesMin) return bytes.toString("utf8", valueStart, valueEnd);
    const parts: string[] = [];
    let from = valueStart;
    for (let at = bytes.indexOf(quote, from); at >= 0 && at < valueEnd; ) {
      const end = quickEndOfString(bytes, at) ?? (await runInTurns(endOfString(bytes, at)));
      const midst =
        end - at >= cutBytesMin && isCuttable(bytes, at) && midstOf(bytes, at + 1, end - 1);
      if (midst) {
        const mark = this.keep(bytes.subarray(midst.valueStart, midst.valueEnd), ":");
        parts.push(bytes.toString("utf8", from, midst.valueStart), `⟦${mark}⟧`);
        from = midst.valueEnd;
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
    // A mark in the middle of a string, or a string that is nothing but a mark.
    const marks = new RegExp(`⟦${this.nonce}:(\\d+)⟧|"⟦${this.nonce}!(\\d+)⟧"`);
    // Behind each text comes the number of a mark, in one of two places.
    for (const [index, piece] of json.split(marks).entries()) {
      if (index % 3 === 0) parts.push(Buffer.from(piece));
      else if (piece !== undefined) parts.push(this.kept[Number(piece)] ?? Buffer.alloc(0));
    }
    return parts;
  }

  /** What its mark says. */
  private keep(bytes: Buffer, how: ":" | "!"): string {
    this.nonce ||= randomBytes(9).toString("hex");
    return `${this.nonce}${how}${this.kept.push(bytes) - 1}`;
  }
}

function isCuttable(bytes: Buffer, at: number): boolean {
  return cuttable.test(bytes.toString("latin1", Math.max(0, at - lookBehindBytes), at));
}

/** What of a text's content may be left out; undefined where there is little but space in it. */
function midstOf(bytes: Buffer, start: number, end: number): Span | undefined {
  const begun = bytes.toString("latin1", start, Math.min(end, start + spaceBytesMax));
  const textStart = start + (spaceBefore.exec(begun)?.[0].length ?? 0);
  const ending = bytes.toString("latin1", end - keptBytes, end);
  const valueEnd = end - (spaceBehind.exec(ending)?.[0].length ?? 0);
  const valueStart = endOfPiece(bytes, textStart, end, keptBytes);
  const isText = textStart < start + begun.length && valueStart < valueEnd;
  return isText ? { valueStart, valueEnd } : undefined;
}
