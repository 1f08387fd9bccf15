import { expect, test } from "vitest";
import { compareInWords, hourOfDay } from "./compare-in-words";

const words = (byThen: number, yesterdayByThen: number) =>
  compareInWords({ byThen, yesterdayByThen }, 8);

test.each([
  [112, 100, "112 by 08:00, 12% more than yesterday’s 100"],
  [88, 100, "88 by 08:00, 12% fewer than yesterday’s 100"],
  [12_345, 12_345, "12.3k by 08:00, as many as yesterday’s 12.3k"],
  [1_001, 1_000, "1k by 08:00, about as many as yesterday’s 1k"],
  [999, 1_000, "999 by 08:00, about as many as yesterday’s 1k"],
  [999, 100, "999 by 08:00, 899% more than yesterday’s 100"],
  [1_250, 100, "1.25k by 08:00, 12 times yesterday’s 100"],
  [5, 0, "5 by 08:00, none yesterday"],
  [0, 5, "None by 08:00, against yesterday’s 5"],
  [0, 0, "None before 08:00 on either day"],
])("%d against %d reads: %s", (today, yesterday, text) => {
  expect(words(today, yesterday)).toBe(text);
});

test("what is left of much is never 100% fewer", () => {
  expect(words(1, 1_000_000)).toBe("1 by 08:00, 99% fewer than yesterday’s 1M");
});

test("an hour of the day reads as a clock does", () => {
  expect([1, 9, 23].map(hourOfDay)).toEqual(["01:00", "09:00", "23:00"]);
});
