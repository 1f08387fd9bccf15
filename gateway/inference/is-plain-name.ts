const backslash = 0x5c;
const slash = 0x2f;
const space = 0x20;
const tilde = 0x7e;

/** No kind, id or signature has a space in it; a string of JSON that has one is a text. */
export function isPlainName(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte <= space || byte > tilde) return false;
    // JSON's own escape of a slash; any other may stand for a space.
    if (byte === backslash && bytes[++at] !== slash) return false;
  }
  return true;
}
