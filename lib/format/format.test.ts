import { describe, expect, test } from "vitest";
import {
  compactNumber,
  compactSum,
  exactUtc,
  relativeTime,
  sumText,
  usedPercent,
  waitText,
} from "./format";

describe("compactNumber", () => {
  test.each([
    [0, "0"],
    [999, "999"],
    [1_000, "1k"],
    [1_250, "1.25k"],
    [12_345, "12.3k"],
    [250_000, "250k"],
    [1_000_000, "1M"],
    [1_500_000, "1.5M"],
    [100_000_000, "100M"],
    [2_000_000_000, "2B"],
    [-1_500, "-1.5k"],
  ])("shows %d as %s", (value, shown) => {
    expect(compactNumber(value)).toBe(shown);
  });

  test("never rounds up to a limit that was not reached", () => {
    expect(compactNumber(999_999)).toBe("999k");
    expect(compactNumber(99_999_999)).toBe("99.9M");
  });
});

test("usedPercent rounds down and goes above 100 when overshot", () => {
  expect(usedPercent(999, 1000)).toBe(99);
  expect(usedPercent(1100, 1000)).toBe(110);
});

describe("relativeTime", () => {
  const now = Date.parse("2026-03-10T12:00:00Z");
  test.each([
    ["2026-03-10T11:59:40Z", "just now"],
    ["2026-03-10T11:57:00Z", "3 min ago"],
    ["2026-03-10T14:00:00Z", "in 2 h"],
    ["2026-03-05T12:00:00Z", "5 d ago"],
    ["2026-01-01T00:00:00Z", "2026-01-01"],
  ])("tells %s as %s", (iso, told) => {
    expect(relativeTime(iso, now)).toBe(told);
  });
});

test("exactUtc names the zone", () => {
  expect(exactUtc("2026-01-31T09:05:12.345Z")).toBe("2026-01-31 09:05:12 UTC");
});

test.each([
  [0, "1 s"],
  [40_001, "41 s"],
  [119_000, "119 s"],
  [120_000, "2 min"],
  [119 * 60_000, "119 min"],
  [120 * 60_000, "2 h"],
  [48_985_000, "13 h 37 min"],
])("a wait of %i ms is said as %s", (ms, said) => {
  expect(waitText(ms)).toBe(said);
});

test.each([
  [Number.MAX_SAFE_INTEGER, "9,007,199,254,740,991 or more", "9007T+"],
  // Added up here, beyond what is exact.
  [2 * Number.MAX_SAFE_INTEGER, "9,007,199,254,740,991 or more", "9007T+"],
  [Number.MAX_SAFE_INTEGER - 1, "9,007,199,254,740,990", "9007T"],
  [1_250, "1,250", "1.25k"],
  [0, "0", "0"],
])("case 33: the sum %d says whether it stopped growing", (sum, exact, compact) => {
  expect([sumText(sum), compactSum(sum)]).toEqual([exact, compact]);
});
