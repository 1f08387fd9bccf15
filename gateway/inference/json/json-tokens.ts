import { quote } from "./json-strings";

// What a document's smallest parts are made of. Source: RFC 8259.

const backslash = 0x5c;

/** Bytes that stand for themselves in a string. */
const plain = new Uint8Array(256).map((_, byte) =>
  byte >= 0x20 && byte !== quote && byte !== backslash ? 1 : 0,
);
const escapes = new Set([...'"\\/bfnrt'].map((character) => character.charCodeAt(0)));
/** By their first byte. */
export const literals = new Map(
  ["true", "false", "null"].map((text) => [text.charCodeAt(0), Buffer.from(text)]),
);

/** Steps of a number: the row is the step so far, the column what comes; 0 = no number. */
const numberSteps = Uint8Array.of(
  // digit 0, 1 to 9, -, +, ., e or E
  ...[2, 3, 1, 0, 0, 0],
  ...[2, 3, 0, 0, 0, 0],
  ...[0, 0, 0, 0, 4, 6],
  ...[3, 3, 0, 0, 4, 6],
  ...[5, 5, 0, 0, 0, 0],
  ...[5, 5, 0, 0, 0, 6],
  ...[8, 8, 7, 7, 0, 0],
  ...[8, 8, 0, 0, 0, 0],
  ...[8, 8, 0, 0, 0, 0],
);
const numberColumns = new Int8Array(256).fill(-1);
[..."0123456789-+.eE"].forEach((character, index) => {
  numberColumns[character.charCodeAt(0)] =
    index === 0 ? 0 : index < 10 ? 1 : Math.min(5, index - 8);
});
const wholeNumbers = Uint8Array.of(0, 0, 1, 1, 0, 1, 0, 0, 1);

export function isOfNumber(byte: number): boolean {
  return (numberColumns[byte] ?? -1) >= 0;
}

/** What a number is after one more byte: -1 where that is none of its, 0 where it may not be there. */
export function numberStepAfter(step: number, byte: number): number {
  const column = numberColumns[byte] ?? -1;
  return column < 0 ? -1 : (numberSteps[step * 6 + column] ?? 0);
}

/** It may end after this step. */
export function isWholeNumber(step: number): boolean {
  return wholeNumbers[step] === 1;
}

/** Where the next quote is; `limit` or more where it is none before, -1 for what may be in no string. */
export function endOfPlain(bytes: Buffer, from: number, limit: number): number {
  let at = from;
  for (;;) {
    while (at < limit && plain[bytes[at] ?? 0] === 1) at++;
    if (at >= limit || bytes[at] === quote) return at;
    const length = bytes[at] === backslash ? escapeLength(bytes, at) : 0;
    if (length === 0) return -1;
    at += length;
  }
}

/** Of the escape that begins there; 0 where it is none. */
function escapeLength(bytes: Buffer, at: number): number {
  const kind = bytes[at + 1] ?? 0;
  if (kind !== 0x75) return escapes.has(kind) ? 2 : 0;
  for (let digit = at + 2; digit < at + 6; digit++) {
    const byte = bytes[digit] ?? 0;
    const isHex =
      (byte >= 0x30 && byte <= 0x39) ||
      (byte >= 0x41 && byte <= 0x46) ||
      (byte >= 0x61 && byte <= 0x66);
    if (!isHex) return 0;
  }
  return 6;
}
