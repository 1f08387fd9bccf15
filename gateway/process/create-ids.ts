import { randomBytes } from "node:crypto";
import { monotonicFactory } from "ulidx";
import type { Ids } from "../deps";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const idCharacters = 20;

/** Ids of this process. A ULID follows the one before it even when the clock goes back. */
export function createIds(): Ids {
  const nextUlid = monotonicFactory();
  return {
    create: (kind) => `${kind}_${randomBase62(idCharacters)}`,
    ulid: (atMs) => nextUlid(atMs),
  };
}

function randomBase62(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // 248 is the largest multiple of 62 in a byte: beyond it some letters would come up more.
      if (byte < 248 && text.length < length) text += alphabet[byte % 62];
    }
  }
  return text;
}
