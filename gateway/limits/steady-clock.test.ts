import { expect, test } from "vitest";
import { steadyClock } from "./steady-clock";

const noon = Date.parse("2026-03-10T12:00:00Z");

test.each([
  ["an hour forward", 3_600_000],
  ["a day and an hour forward", 25 * 3_600_000],
  ["a second back", -1_000],
  ["a day back", -24 * 3_600_000],
])("case 95: a clock that is set %s gives no fresh second or minute", (_, stepMs) => {
  const clock = { wallMs: noon, elapsedMs: 5 };
  const read = steadyClock({ now: () => clock.wallMs, elapsedMs: () => clock.elapsedMs });
  const before = read().steadyMs;
  clock.wallMs += 40 + stepMs;
  clock.elapsedMs += 40;
  expect(read().steadyMs - before).toBe(40);
});

test("without a count of what has passed, steps back are dropped and steps forward can't be told", () => {
  const clock = { wallMs: noon };
  const read = steadyClock({ now: () => clock.wallMs });
  const before = read().steadyMs;
  clock.wallMs -= 60_000;
  expect(read().steadyMs).toBe(before);
  clock.wallMs += 10;
  expect(read().steadyMs).toBe(before + 10);
});
