import { randomText } from "../../contracts/leaves/random-text";
import { keyPrefixCharacters } from "../../contracts/sizes";

const mintedPrefixStart = "sky_";
/** 32 × log2(62) = 190 bits. */
const secretCharacters = 32;

/** `sky_` + 12 random characters, a dot, and the secret. */
export function generateKey(): string {
  const prefix = mintedPrefixStart + randomText(keyPrefixCharacters - mintedPrefixStart.length);
  return `${prefix}.${randomText(secretCharacters)}`;
}
