import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { largestTypedNumber, readTypedNumber, typedNumberRule } from "./typed-number";

const readMessage = (text: string) => {
  const read = readTypedNumber(text);
  return read.ok ? `taken as ${read.value}` : read.message;
};

describe("case 62: a number is taken as it was meant, or refused with what it could mean", () => {
  test.each([
    ["0", 0],
    ["42", 42],
    [" 007 ", 7],
    ["250k", 250_000],
    ["250 K", 250_000],
    ["1.5m", 1_500_000],
    ["1.25 M", 1_250_000],
    ["2b", 2_000_000_000],
    ["1t", 1_000_000_000_000],
    ["1,000,000", 1_000_000],
    ["1 000 000", 1_000_000],
    ["1\u00a0000\u202f000", 1_000_000],
    ["1'000", 1_000],
    ["1’000’000", 1_000_000],
    ["1_000_000", 1_000_000],
    ["1 000k", 1_000_000],
    ["1,000,000k", 1_000_000_000],
    ["5.0", 5],
    ["1,000.00", 1_000],
    ["0.500m", 500_000],
    ["0.07m", 70_000],
    ["1250.500k", 1_250_500],
    ["9007199254.740991m", 9_007_199_254_740_991],
  ])("%j is %d", (text, value) => {
    expect(readTypedNumber(text)).toEqual({ ok: true, value });
  });

  test.each([
    ["250.000", "250,000 or 250k", "250"],
    ["1.500k", "1,500,000 or 1.5m", "1,500 or 1.5k"],
    ["1,500k", "1,500,000 or 1.5m", "1,500 or 1.5k"],
    ["10.250m", "10,250,000,000 or 10.25b", "10,250,000 or 10.25m"],
    ["1,000.000", "1,000,000 or 1m", "1,000 or 1k"],
    ["100 5", "1,005", "100"],
    ["1 0000", "10,000 or 10k", "1"],
  ])("%j can be read in two ways", (text, one, other) => {
    const how = `“${text}” can be read in two ways: write ${one}, or else ${other}`;
    expect(readMessage(text)).toBe(how);
  });

  test.each([
    ["1.500", "1,500 or 1.5k"],
    ["1,00,000", "100,000 or 100k"],
    ["12,34,56,789", "123,456,789"],
    ["1.000.000", "1,000,000 or 1m"],
    ["1.000,00", "1,000 or 1k"],
    ["1,5m", "1,500,000 or 1.5m"],
    ["1 000,0", "1,000 or 1k"],
    ["10_00", "1,000 or 1k"],
    ["1__000", "1,000 or 1k"],
    ["1e6", "1,000,000 or 1m"],
    ["1.5E+6", "1,500,000 or 1.5m"],
    ["1,23E+06", "1,230,000 or 1.23m"],
    ["١٢٣", "123"],
    ["۲۵۰k", "250,000 or 250k"],
    ["１２３", "123"],
    ["１，０００", "1,000 or 1k"],
  ])("%j is refused with how to write it: %s", (text, how) => {
    expect(readMessage(text)).toContain(`write ${how}`);
  });

  test.each([
    "",
    " ",
    "-1",
    "+1",
    "−5",
    "1.5",
    "1,5",
    "1.000,5",
    "0,100",
    "1.0005k",
    "0.5",
    "1e-3",
    "1.55e1",
    "k",
    "1x",
    "1kk",
    "k1",
    "1k5",
    "12 tokens",
    "1.",
    ".5",
    "1,",
    ",1",
    "0x10",
    "Infinity",
    "NaN",
    "½",
    "5²",
    "1/2",
    "10%",
    "unlimited",
    `${"1 ".repeat(50)}1`,
  ])("%j is no whole number", (text) => {
    expect(readMessage(text)).toBe(typedNumberRule);
  });

  test.each([
    "9007199254740992",
    "9007199254740993",
    "99999t",
    "9".repeat(64),
    "9".repeat(900_000),
  ])("what computers would round is refused", (text) => {
    expect(readMessage(text)).toBe(largestTypedNumber);
  });

  test("whatever is offered is taken as that number, and nothing ever throws", () => {
    const character = fc.constantFrom(..."0123456789.,_' kmbe+-".split(""));
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 12 }), (text) => {
        const [, how] = /: write (.+)$/.exec(readMessage(text)) ?? [];
        for (const reading of how?.split(/, or else /) ?? []) {
          const [long = "", short = long] = reading.split(" or ");
          expect(readTypedNumber(long)).toMatchObject({ ok: true });
          expect(readTypedNumber(short)).toEqual(readTypedNumber(long));
        }
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void readTypedNumber(text)));
  });

  test("reads back every whole number, with and without groups", () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (value) => {
        for (const text of [String(value), value.toLocaleString("en-US")]) {
          expect(readTypedNumber(text)).toEqual({ ok: true, value });
        }
      }),
    );
  });
});
