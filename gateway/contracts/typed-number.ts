export type TypedNumber =
  | { ok: true; value: number }
  /** `message` is for the person who typed it: what it could mean, and how to write that. */
  | { ok: false; message: string };

export const typedNumberRule =
  "Write a whole number, like 1,000,000, 250k or 1m, or leave it blank";
const zeros: Record<string, number> = { k: 3, m: 6, b: 9, g: 9, t: 12 };
const largest = BigInt(Number.MAX_SAFE_INTEGER);
export const largestTypedNumber = `Write at most ${grouped(largest)}`;

/** Longer than any number that is meant. */
const charactersMax = 64;

/** `1,234,567`, `1 234 567`, `1_234_567`, `1'234'567` or `1234567`; perhaps `.5`, perhaps `k`. */
const plain = /^(\d+|[1-9]\d{0,2}(?:([,_' ])\d{3})(?:\2\d{3})*)(?:\.(\d+))?([kmbgt]?)$/;

/**
 * What a person types for a threshold: a whole number from 0 to 2^53 − 1. Where a reader of another
 * country, or a slip, makes it two numbers, it is refused with both.
 */
export function readTypedNumber(text: string): TypedNumber {
  if (text.length > charactersMax) {
    const isNumber = /^\s*\d+\s*$/.test(text);
    return { ok: false, message: isNumber ? largestTypedNumber : typedNumberRule };
  }
  const typed = text
    .trim()
    .toLowerCase()
    .replace(/[\u00a0\u2007\u2009\u202f]/g, " ")
    .replaceAll("’", "'")
    .replace(/ +(?=[kmbgt]$)/, "");
  const match = plain.exec(typed);
  if (!match) return refuseUnusual(text.trim(), typed);
  const [, figure = "", separator, fraction, letter = ""] = match;
  const digits = figure.replace(/\D/g, "");
  const readings = [exact(digits, fraction, letter)];
  // 250.000 and 1.500k: thousands in one country, a fraction in another.
  const isGroup =
    fraction?.length === 3 && (separator !== undefined || /^[1-9]\d{0,2}$/.test(digits));
  if (isGroup) readings.unshift(exact(digits + fraction, undefined, letter));
  // 1,500k: a fraction in another country.
  if (separator === "," && letter !== "" && fraction === undefined && digits.length <= 6) {
    readings.push(exact(digits.slice(0, -3), digits.slice(-3), letter));
  }
  const [value] = readings;
  if (readings.length > 1) return refuseWith(text.trim(), readings);
  if (value === undefined || value === null) return { ok: false, message: typedNumberRule };
  if (value > largest) return { ok: false, message: largestTypedNumber };
  return { ok: true, value: Number(value) };
}

/** Null where it is no whole number. */
function exact(digits: string, fraction: string | undefined, letter: string): bigint | null {
  const decimals = fraction ?? "";
  const power = (zeros[letter] ?? 0) - decimals.length;
  const all = BigInt(digits + decimals);
  if (power >= 0) return all * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return all % divisor === 0n ? all / divisor : null;
}

/** What is no plain number, with what it most likely means. */
function refuseUnusual(text: string, typed: string): TypedNumber {
  const western = typed
    .replace(/[\uff00-\uffef]/g, (wide) => wide.normalize("NFKC"))
    .replace(/\p{Nd}/gu, westernDigit);
  if (western !== typed) {
    const read = readTypedNumber(western);
    return read.ok ? refuseWith(text, [BigInt(read.value)]) : read;
  }
  const [, comma, cents, unit = ""] =
    /^(\d{1,3}(?:[.' ]\d{3})*),(\d+)([kmbgt]?)$/.exec(typed) ?? [];
  if (comma) return refuseWith(text, [exact(comma.replace(/\D/g, ""), cents, unit)]);
  const [, mantissa, decimals = "", exponent] =
    /^(\d+)(?:[.,](\d+))?e\+?(\d{1,2})$/.exec(typed) ?? [];
  if (mantissa) {
    const zerosLeft = Number(exponent) - decimals.length;
    const all = mantissa + decimals + "0".repeat(Math.max(zerosLeft, 0));
    return refuseWith(text, [zerosLeft < 0 ? null : BigInt(all)]);
  }
  const [, figure, letter = ""] = /^(\d[\d.,_' ]*)([kmbgt]?)$/.exec(typed) ?? [];
  if (!figure || /\D$/.test(figure)) return { ok: false, message: typedNumberRule };
  // Digits in no usual groups: all of them are meant, or those before something that strayed in.
  const joined = exact(figure.replace(/\D/g, ""), undefined, letter);
  const first = exact(/^\d+/.exec(figure)?.[0] ?? "", undefined, letter);
  return refuseWith(text, figure.includes(" ") ? [joined, first] : [joined]);
}

function westernDigit(digit: string): string {
  // Decimal digits stand in runs of ten, each from its zero on.
  let code = digit.codePointAt(0) ?? 48;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1))) {
    code -= 1;
    value += 1;
  }
  return String(value);
}

function refuseWith(text: string, readings: readonly (bigint | null)[]): TypedNumber {
  const known = readings.flatMap((one) => (one === null || one > largest ? [] : [spelled(one)]));
  if (known.length === 0) return { ok: false, message: typedNumberRule };
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  const how =
    readings.length > 1 ? "can be read in two ways" : "is not how numbers are written here";
  return { ok: false, message: `“${shown}” ${how}: write ${known.join(", or else ")}` };
}

/** `250,000 or 250k`; `1,005` where no letter says it shorter. */
function spelled(value: bigint): string {
  for (const [letter, count] of [
    ["t", 12],
    ["b", 9],
    ["m", 6],
    ["k", 3],
  ] as const) {
    const step = 10n ** BigInt(count);
    // At most two decimals: three could be read as thousands again.
    if (value < step || (value * 100n) % step !== 0n) continue;
    const hundredths = String((value * 100n) / step).padStart(3, "0");
    const decimals = hundredths.slice(-2).replace(/0+$/, "");
    return `${grouped(value)} or ${hundredths.slice(0, -2)}${decimals && `.${decimals}`}${letter}`;
  }
  return grouped(value);
}

function grouped(value: bigint): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
