import { parseJson } from "../../contracts/leaves/json";
import { blankSecret } from "./blank-secret";

const keptBytesMax = 1_024;
/** More is not looked at; what is cut off afterwards can't hold half a secret. */
const readCharactersMax = 16 * 1_024;

/** What an upstream said, as it is kept for the operator: its first KiB, without the secret. */
export function keptWords(text: string, secret: string): string {
  const start = text.slice(0, readCharactersMax);
  const parsed = start.length === text.length ? parseJson(text) : undefined;
  // Without escapes, among which a secret would not be seen.
  const plain = typeof parsed === "object" && parsed !== null ? JSON.stringify(parsed) : start;
  const blanked = blankSecret(plain, secret)
    .replaceAll(/[^\P{Cc}\t\n\r]/gu, " ")
    .trim();
  return cut(blanked);
}

/** At most a KiB of UTF-8, in whole characters: PostgreSQL takes no half ones. */
function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= keptBytesMax) return text.toWellFormed();
  let end = keptBytesMax - 3;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return `${bytes.toString("utf8", 0, end)}…`;
}
