import { expect, test } from "vitest";
import { axisTicks } from "./axis-ticks";

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [2, [0, 1, 2]],
  [7, [0, 2, 4, 6, 8]],
  [220, [0, 100, 200, 300]],
  [1_778, [0, 500, 1_000, 1_500, 2_000]],
  [2_000_000, [0, 500_000, 1_000_000, 1_500_000, 2_000_000]],
])("up to %i in round, whole steps", (max, ticks) => {
  expect(axisTicks(max)).toEqual(ticks);
});

test("the axis always holds the largest value, in five steps at most", () => {
  for (let max = 1; max < 1e12; max = Math.ceil(max * 1.07)) {
    const ticks = axisTicks(max);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
    expect(ticks.length, String(max)).toBeLessThanOrEqual(6);
    expect(ticks.every(Number.isInteger)).toBe(true);
  }
});
