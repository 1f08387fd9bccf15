/** A member of the outermost object: where its name and its value lie, in bytes. */
export interface JsonMember {
  name: string;
  nameStart: number;
  valueStart: number;
  /** Exclusive. */
  valueEnd: number;
}

export interface JsonEdit {
  start: number;
  /** Exclusive. */
  end: number;
  text: string;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * The members of the outermost object, without parsing what is inside them: editing between these
 * spans keeps every other byte (numbers beyond 2^53, order, spacing) as it was sent. Undefined
 * where the bytes are no object. Yields at intervals, so that a caller may let others run.
 */
export function* scanMembers(json: Buffer): Generator<undefined, JsonMember[] | undefined> {
  const members: JsonMember[] = [];
  let at = skipSpace(json, 0);
  if (json[at] !== openBrace) return undefined;
  at = skipSpace(json, at + 1);
  while (json[at] !== closeBrace) {
    const nameStart = at;
    if (json[at] !== quote) return undefined;
    const nameEnd = quickEndOfString(json, at) ?? (yield* endOfString(json, at));
    at = skipSpace(json, nameEnd);
    if (json[at] !== colon) return undefined;
    const valueStart = skipSpace(json, at + 1);
    const valueEnd = yield* endOfValue(json, valueStart);
    if (valueEnd === undefined || valueEnd === valueStart) return undefined;
    const name = nameOf(json, nameStart, nameEnd);
    if (name === undefined) return undefined;
    members.push({ name, nameStart, valueStart, valueEnd });
    at = skipSpace(json, valueEnd);
    if (json[at] === closeBrace) break;
    if (json[at] !== comma) return undefined;
    at = skipSpace(json, at + 1);
    if (json[at] !== quote) return undefined;
  }
  return skipSpace(json, at + 1) === json.length ? members : undefined;
}

/** For small documents: all at once. */
export function readMembers(json: Buffer): JsonMember[] | undefined {
  const scan = scanMembers(json);
  for (;;) {
    const step = scan.next();
    if (step.done) return step.value;
  }
}

/** Applies edits that do not overlap; every other byte stays. */
export function editJson(json: Buffer, edits: readonly JsonEdit[]): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start)) {
    parts.push(json.subarray(from, start), Buffer.from(text));
    from = end;
  }
  parts.push(json.subarray(from));
  return Buffer.concat(parts);
}

/** Edits that give the object this member; a member of that name is replaced in place. */
export function memberEdits(
  members: readonly JsonMember[],
  json: Buffer,
  name: string,
  text: string,
): JsonEdit[] {
  const same = members.filter((member) => member.name === name);
  if (same.length > 0) {
    return same.map(({ valueStart, valueEnd }) => ({ start: valueStart, end: valueEnd, text }));
  }
  const start = json.indexOf(openBrace) + 1;
  const separator = members.length > 0 ? "," : "";
  return [{ start, end: start, text: `${JSON.stringify(name)}:${text}${separator}` }];
}

const bytesPerTurn = 256 * 1024;

/** Undefined where the document ends first. Brackets are counted, not matched. */
function* endOfValue(json: Buffer, start: number): Generator<undefined, number | undefined> {
  let depth = 0;
  let at = start;
  let turnEnd = start + bytesPerTurn;
  while (at < json.length) {
    const byte = json[at];
    if (byte === quote) {
      at = quickEndOfString(json, at) ?? (yield* endOfString(json, at));
      if (depth === 0) return at;
    } else if (byte === openBrace || byte === openBracket) {
      depth++;
      at++;
    } else if (byte === closeBrace || byte === closeBracket) {
      if (depth === 0) return at;
      depth--;
      at++;
      if (depth === 0) return at;
    } else if (depth === 0 && (byte === comma || isSpace(byte))) {
      return at;
    } else {
      at++;
    }
    if (at >= turnEnd) {
      turnEnd = at + bytesPerTurn;
      yield undefined;
    }
  }
  return undefined;
}

/**
 * Exclusive end of the string that opens at `start`, where its first quote ends it; beyond the
 * document where it never ends.
 */
export function quickEndOfString(json: Buffer, start: number): number | undefined {
  const end = json.indexOf(quote, start + 1);
  if (end < 0) return json.length + 1;
  return json[end - 1] === backslash ? undefined : end + 1;
}

/** The same for any string, escape by escape. Yields at intervals: there may be millions. */
export function* endOfString(json: Buffer, start: number): Generator<undefined, number> {
  let turnEnd = start + bytesPerTurn;
  for (let at = start + 1; at < json.length; ) {
    const byte = json[at];
    if (byte === quote) return at + 1;
    at += byte === backslash ? 2 : 1;
    if (at >= turnEnd) {
      turnEnd = at + bytesPerTurn;
      yield undefined;
    }
  }
  return json.length + 1;
}

/** The elements of the array whose value lies there, as spans. */
export function* scanElements(
  json: Buffer,
  { valueStart, valueEnd }: Pick<JsonMember, "valueStart" | "valueEnd">,
): Generator<undefined | Pick<JsonMember, "valueStart" | "valueEnd">, void> {
  let at = skipSpace(json, valueStart + 1);
  while (at < valueEnd && json[at] !== closeBracket) {
    const end = yield* endOfValue(json, at);
    if (end === undefined) return;
    yield { valueStart: at, valueEnd: end };
    at = skipSpace(json, end);
    if (json[at] === comma) at = skipSpace(json, at + 1);
  }
}

/** What no member of ours is as long as need not be decoded. */
const nameBytesMax = 1_024;

function nameOf(json: Buffer, start: number, end: number): string | undefined {
  const text = json.toString("utf8", start, end);
  if (end - start > nameBytesMax || !text.includes("\\")) return text.slice(1, -1);
  try {
    const name: unknown = JSON.parse(text);
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}

function skipSpace(json: Buffer, from: number): number {
  let at = from;
  while (isSpace(json[at])) at++;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
