import { randomInt } from "node:crypto";
import { keyPrefixCharacters } from "../../contracts/sizes";

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const mintedPrefixStart = "sky_";
/** 32 × log2(62) = 190 bits. */
const secretCharacters = 32;

/** `sky_` + 12 random characters, a dot, and the secret. */
export function generateKey(): string {
  const prefix = mintedPrefixStart + randomBase62(keyPrefixCharacters - mintedPrefixStart.length);
  return `${prefix}.${randomBase62(secretCharacters)}`;
}

function randomBase62(characters: number): string {
  return Array.from({ length: characters }, () => base62[randomInt(base62.length)]).join("");
}
