import { bytesPerTurn, endOfString, quickEndOfString, quote } from "./json-strings";

/** A member of the outermost object: where its name and its value lie, in bytes. */
export interface JsonMember {
  name: string;
  nameStart: number;
  valueStart: number;
  /** Exclusive. */
  valueEnd: number;
}

const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * The members of the outermost object, without parsing what is inside them: editing between these
 * spans keeps every other byte (numbers beyond 2^53, order, spacing) as it was sent. Undefined
 * where the bytes are no object. Ends with one more than `membersMax` where there are more. Yields at
 * intervals, so that a caller may let others run.
 */
export function* scanMembers(
  json: Buffer,
  membersMax = Number.POSITIVE_INFINITY,
): Generator<undefined, JsonMember[] | undefined> {
  const members: JsonMember[] = [];
  let at = yield* skipAllSpace(json, 0);
  if (json[at] !== openBrace) return undefined;
  at = skipSpace(json, at + 1);
  let turnEnd = at + bytesPerTurn;
  while (json[at] !== closeBrace) {
    if (at >= turnEnd) {
      turnEnd = at + bytesPerTurn;
      yield undefined;
    }
    const nameStart = at;
    if (json[at] !== quote) return undefined;
    const nameEnd = quickEndOfString(json, at) ?? (yield* endOfString(json, at));
    at = skipSpace(json, nameEnd);
    if (json[at] !== colon) return undefined;
    const valueStart = skipSpace(json, at + 1);
    const valueEnd = quickEndOfValue(json, valueStart) ?? (yield* endOfValue(json, valueStart));
    if (valueEnd === undefined || valueEnd === valueStart) return undefined;
    const name = parseName(json, nameStart, nameEnd);
    if (name === undefined) return undefined;
    members.push({ name, nameStart, valueStart, valueEnd });
    if (members.length > membersMax) return members;
    at = skipSpace(json, valueEnd);
    if (json[at] === closeBrace) break;
    if (json[at] !== comma) return undefined;
    at = skipSpace(json, at + 1);
    if (json[at] !== quote) return undefined;
  }
  return (yield* skipAllSpace(json, at + 1)) === json.length ? members : undefined;
}

/** For small documents: all at once. */
export function readMembers(json: Buffer, membersMax?: number): JsonMember[] | undefined {
  const scan = scanMembers(json, membersMax);
  for (;;) {
    const step = scan.next();
    if (step.done) return step.value;
  }
}

const quickBytesMax = 4 * 1024;

/** Where the walk over one value stands; `end` is exclusive. */
interface ValueWalk {
  at: number;
  depth: number;
  end: number | undefined;
}

/** Exclusive end of a value; undefined where the document ends first. Brackets are counted, not matched. */
function* endOfValue(json: Buffer, start: number): Generator<undefined, number | undefined> {
  const walk: ValueWalk = { at: start, depth: 0, end: undefined };
  let turnEnd = start + bytesPerTurn;
  while (walkValue(json, walk, turnEnd)) {
    if (walk.at < turnEnd) takeString(walk, yield* endOfString(json, walk.at));
    else {
      turnEnd = walk.at + bytesPerTurn;
      yield undefined;
    }
  }
  return walk.end;
}

/** The same for a value that ends soon, without a generator's work; undefined for any other. */
function quickEndOfValue(json: Buffer, start: number): number | undefined {
  const walk: ValueWalk = { at: start, depth: 0, end: undefined };
  return walkValue(json, walk, start + quickBytesMax) ? undefined : walk.end;
}

/**
 * Walks on, at most to `turnEnd`. True while there is more to do: before `turnEnd`, a string whose
 * end only a closer look finds.
 */
function walkValue(json: Buffer, walk: ValueWalk, turnEnd: number): boolean {
  while (walk.end === undefined && walk.at < json.length) {
    if (walk.at >= turnEnd) return true;
    const byte = json[walk.at];
    if (byte === quote) {
      const end = quickEndOfString(json, walk.at);
      if (end === undefined) return true;
      takeString(walk, end);
    } else if (byte === openBrace || byte === openBracket) {
      walk.depth++;
      walk.at++;
    } else if (byte === closeBrace || byte === closeBracket) {
      if (walk.depth === 0) walk.end = walk.at;
      walk.depth--;
      walk.at++;
      if (walk.depth === 0) walk.end = walk.at;
    } else if (walk.depth === 0 && (byte === comma || isSpace(byte))) {
      walk.end = walk.at;
    } else {
      walk.at++;
    }
  }
  return false;
}

function takeString(walk: ValueWalk, end: number): void {
  walk.at = end;
  if (walk.depth === 0) walk.end = end;
}

/** The elements of the array whose value lies there, as spans. */
export function* scanElements(
  json: Buffer,
  { valueStart, valueEnd }: Pick<JsonMember, "valueStart" | "valueEnd">,
): Generator<undefined | Pick<JsonMember, "valueStart" | "valueEnd">, void> {
  let at = yield* skipAllSpace(json, valueStart + 1);
  while (at < valueEnd && json[at] !== closeBracket) {
    const end = quickEndOfValue(json, at) ?? (yield* endOfValue(json, at));
    if (end === undefined) return;
    yield { valueStart: at, valueEnd: end };
    at = yield* skipAllSpace(json, end);
    if (json[at] === comma) at = yield* skipAllSpace(json, at + 1);
  }
}

/** However much there is. */
function* skipAllSpace(json: Buffer, from: number): Generator<undefined, number> {
  let at = skipSpace(json, from);
  while (isSpace(json[at])) {
    yield undefined;
    at = skipSpace(json, at);
  }
  return at;
}

/** No member of ours is as long; of a longer name only so much is told. */
const nameBytesMax = 1_024;

/** Of the member whose quoted name lies there. */
export function parseName(json: Buffer, start: number, end: number): string | undefined {
  if (end - start > nameBytesMax) return json.toString("utf8", start + 1, start + nameBytesMax);
  const text = json.toString("utf8", start, end);
  if (!text.includes("\\")) return text.slice(1, -1);
  try {
    const name: unknown = JSON.parse(text);
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}

/** Nobody indents as far; megabytes of it would hold everybody up. */
const spaceBytesMax = 64 * 1024;

/** After `spaceBytesMax` it stays where it is, among spaces, where nothing can begin. */
function skipSpace(json: Buffer, from: number): number {
  const last = from + spaceBytesMax;
  let at = from;
  while (at < last && isSpace(json[at])) at++;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
