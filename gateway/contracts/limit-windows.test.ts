import { expect, test } from "vitest";
import { limitWindows, rollingLengthsMs } from "./limit-windows";

const rolling = limitWindows.filter(({ resets }) => resets === "rolling");

test("rolling windows alone have slots: 0 and on, each once, at most five", () => {
  const slots = rolling.map(({ slot }) => slot).sort();
  expect(slots).toEqual(rolling.map((_, index) => index));
  expect(limitWindows.filter(({ slot }) => slot === null).map(({ resets }) => resets)).toEqual(
    limitWindows.filter(({ resets }) => resets !== "rolling").map(() => "midnight"),
  );
  // A reservation's record in Redis names each counter by one digit, and a window has two.
  expect(rolling.length).toBeLessThanOrEqual(5);
});

test("a rolling window is at most an hour: hours are what of the ledger is searched for peaks", () => {
  for (const lengthMs of rollingLengthsMs) {
    expect(lengthMs).toBeLessThanOrEqual(3_600_000);
    expect(3_600_000 % lengthMs).toBe(0);
  }
});

test("what resets at midnight is the day: the counters have no other calendar", () => {
  const units = limitWindows.filter(({ resets }) => resets === "midnight").map(({ unit }) => unit);
  expect(units).toEqual(["DAY"]);
});
