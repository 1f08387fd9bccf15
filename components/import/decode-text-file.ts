export type DecodedFile =
  /** `notice`: what a person should look at, since it was guessed. */
  { ok: true; text: string; notice: string | null } | { ok: false; message: string };

/**
 * The text of a file as people have them: UTF-8 and UTF-16 with or without their mark, and what
 * spreadsheets save as "CSV" on Windows. Nothing is read with characters lost in silence.
 */
export function decodeTextFile(bytes: Uint8Array): DecodedFile {
  const marked = byMark(bytes);
  const text = decode(marked ?? "utf-8", bytes);
  if (text !== null && !text.includes("\0")) return { ok: true, text, notice: lostText(text) };
  if (marked) return notText;
  const wide = findWideEncoding(bytes);
  if (wide) {
    const read = decode(wide, bytes);
    return read === null || read.includes("\0") ? notText : { ok: true, text: read, notice: null };
  }
  if (bytes.includes(0)) return notText;
  return {
    ok: true,
    text: windows1252(bytes),
    notice:
      "The file is not UTF-8: it was read as Windows-1252, as Excel saves a CSV. Look whether its accents are right; else save it as “CSV UTF-8”.",
  };
}

const notText: DecodedFile = {
  ok: false,
  message: "This is no text file. A spreadsheet is taken once it is saved as CSV.",
};

function byMark([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return null;
}

/** UTF-16 without its mark: half of nearly every character of a table is a zero. */
function findWideEncoding(bytes: Uint8Array): string | null {
  let [even, odd] = [0, 0];
  bytes.forEach((byte, at) => {
    if (byte === 0) at % 2 === 0 ? even++ : odd++;
  });
  const many = bytes.length / 4;
  if (odd > many && even < odd / 8) return "utf-16le";
  if (even > many && odd < even / 8) return "utf-16be";
  return null;
}

/** What stands at 0x80 to 0x9f; a blank = nothing does. Source: WHATWG Encoding, index windows-1252. */
const high = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/** Node decodes these as Latin 1, other than browsers. */
function windows1252(bytes: Uint8Array): string {
  const text = new TextDecoder("windows-1252").decode(bytes);
  return text.replace(/[\x80-\x9f]/g, (control) => {
    const character = high[control.charCodeAt(0) - 0x80];
    return character === undefined || character === " " ? control : character;
  });
}

/** Null where the bytes are not in this encoding. */
function decode(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** They were lost before: another program saved the file so. */
function lostText(text: string): string | null {
  return text.includes("\ufffd")
    ? "The file has � where another program lost characters: mend them before you apply it."
    : null;
}
