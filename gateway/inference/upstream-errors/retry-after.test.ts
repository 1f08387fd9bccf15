import { expect, test } from "vitest";
import { retryAfterSeconds } from "./retry-after";

const now = Date.parse("2026-11-30T12:00:00Z");

test.each([
  ["7", 7],
  ["0", 1],
  ["1.5", 2],
  ["0.001", 1],
  ["Mon, 30 Nov 2026 12:00:30 GMT", 30],
  ["Mon, 30 Nov 2026 11:00:00 GMT", 1],
  ["Monday, 30-Nov-26 12:00:10 GMT", 10],
  ["Mon Nov 30 12:00:10 2026 GMT", 10],
  ["Mon Nov 30 12:00:10 2026", 10],
  ["2026-11-30T12:00:05Z", 5],
  [".5", 1],
  ["12s", 12],
  ["9999999999", 86_400],
  ["Fri, 31 Dec 9999 23:59:59 GMT", 86_400],
  [" 3 ", 3],
  ["-1", undefined],
  ["soon", undefined],
  ["", undefined],
  ["NaN", undefined],
  ["1e9", undefined],
])("case 41: Retry-After %j of an upstream is %s whole seconds", (value, seconds) => {
  expect(retryAfterSeconds({ "retry-after": value }, now)).toBe(seconds);
});

test("case 41: milliseconds count where nothing else is said, the first of several values where there are", () => {
  expect(retryAfterSeconds({ "retry-after-ms": "1200" }, now)).toBe(2);
  expect(retryAfterSeconds({ "retry-after": "5", "retry-after-ms": "1" }, now)).toBe(5);
  expect(retryAfterSeconds({ "retry-after": ["4", "9"] }, now)).toBe(4);
  expect(retryAfterSeconds({}, now)).toBeUndefined();
});
