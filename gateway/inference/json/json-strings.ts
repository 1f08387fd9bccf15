export const quote = 0x22;
const backslash = 0x5c;

/** Scans let others run after so many bytes. */
export const bytesPerTurn = 256 * 1024;

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
