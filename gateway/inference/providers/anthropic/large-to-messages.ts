import { randomBytes } from "node:crypto";
import { concatInTurns } from "../../concat-in-turns";
import { invalidRequest } from "../../inference-error";
import { type JsonMember, scanElements } from "../../json-members";
import { endOfString, quickEndOfString, quote } from "../../json-strings";
import { runInTurns, yieldToOthers } from "../../yield-to-others";
import { beginMessages, type MessagesRequest } from "./to-messages";

type Span = Pick<JsonMember, "valueStart" | "valueEnd">;

const backslash = 0x5c;
/** Longer texts and images pass as the bytes they are. */
const cutBytesMin = 8 * 1024;
/** Enough for the head of a data URL. */
const keptBytes = 128;
const memberBytesMax = 256 * 1024;
const turnMsMax = 5;
const pieceCharacters = 64 * 1024;
/** Texts and images; the arguments of a call are parsed, so they can't be cut. */
const cuttable = /"(?:text|content|url)"\s*:\s*$/;
const lookBehindBytes = 32;

/**
 * As toMessages, for bodies that would hold the event loop if they were parsed in one go: message by
 * message, long texts and images left out and put back as bytes. @throws InferenceError 400
 */
export async function largeToMessages(
  { bytes, members }: { bytes: Buffer; members: readonly JsonMember[] },
  model: string,
): Promise<Buffer> {
  const long = new LongStrings();
  const rest: Record<string, unknown> = {};
  let messages: Span | undefined;
  for (const member of members) {
    if (member.name === "messages") messages = member;
    else rest[member.name] = parse(await long.cut(bytes, member), member.name);
  }
  const translation = beginMessages(rest, model);
  let turnEndsMs = performance.now() + turnMsMax;
  let index = 0;
  for (const span of messages ? scanElements(bytes, messages) : []) {
    if (span) {
      translation.add(parse(await long.cut(bytes, span), `messages.${index}`), index);
      index++;
    }
    if (span && performance.now() < turnEndsMs) continue;
    await yieldToOthers();
    turnEndsMs = performance.now() + turnMsMax;
  }
  return write(translation.end(), long);
}

function parse(json: string, field: string): unknown {
  if (json.length > memberBytesMax) {
    const most = `${memberBytesMax / 1024} KiB beside its texts and images`;
    throw invalidRequest(`${field} must have at most ${most}`, field);
  }
  try {
    return JSON.parse(json);
  } catch {
    throw invalidRequest("The request body is not valid JSON.");
  }
}

/** Block by block, as there may be hundreds of thousands, in pieces of some size. */
async function write(request: MessagesRequest, long: LongStrings): Promise<Buffer> {
  const parts: Buffer[] = [];
  let piece = "";
  let turnEndsMs = performance.now() + turnMsMax;
  for (const json of pieces(request)) {
    piece += json;
    if (piece.length < pieceCharacters) continue;
    parts.push(...long.putBack(piece));
    piece = "";
    if (performance.now() < turnEndsMs) continue;
    await yieldToOthers();
    turnEndsMs = performance.now() + turnMsMax;
  }
  parts.push(...long.putBack(piece));
  await yieldToOthers();
  return concatInTurns(parts);
}

/** Together the JSON of the request; no piece is longer than one block. */
function* pieces({ system, messages, ...rest }: MessagesRequest): Generator<string> {
  yield JSON.stringify(rest).slice(0, -1);
  if (system) {
    yield ',"system":';
    yield* list(system);
  }
  yield ',"messages":[';
  for (const [index, { role, content }] of messages.entries()) {
    yield `${index > 0 ? "," : ""}{"role":"${role}","content":`;
    yield* list(content);
    yield "}";
  }
  yield "]}";
}

function* list(blocks: readonly object[]): Generator<string> {
  yield "[";
  for (const [index, block] of blocks.entries()) {
    yield `${index > 0 ? "," : ""}${JSON.stringify(block)}`;
  }
  yield "]";
}

/** Long strings that were cut out of a document, a mark in the place of each. */
class LongStrings {
  private readonly nonce = randomBytes(9).toString("hex");
  private readonly kept: Buffer[] = [];
  private readonly marks = new RegExp(`⟦${this.nonce}:(\\d+)⟧`);

  /** The JSON of a value, its long texts cut after their first characters. */
  async cut(bytes: Buffer, { valueStart, valueEnd }: Span): Promise<string> {
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

  putBack(json: string): Buffer[] {
    const pieces = json.split(this.marks);
    // Every second piece is the number of a mark.
    return pieces.map((piece, index) =>
      index % 2 === 0 ? Buffer.from(piece) : (this.kept[Number(piece)] ?? Buffer.alloc(0)),
    );
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
