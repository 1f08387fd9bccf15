import { expect, test } from "vitest";
import { percentile } from "./percentile";
import { formatTable, reaches } from "./report";

test("a figure reaches its goal from either side, bounds included", () => {
  const figure = { name: "x", unit: "" as const };
  expect(reaches({ ...figure, value: 0.45, atLeast: 0.45 })).toBe(true);
  expect(reaches({ ...figure, value: 0.44, atLeast: 0.45 })).toBe(false);
  expect(reaches({ ...figure, value: 2, atMost: 2 })).toBe(true);
  expect(reaches({ ...figure, value: 2.1, atMost: 2 })).toBe(false);
  expect(reaches({ ...figure, value: 1 })).toBeUndefined();
});

test("the table says which goals were missed", () => {
  const lines = formatTable([
    { name: "ratio", value: 0.3, unit: "", atLeast: 0.45 },
    { name: "rate", value: 12_345.6, unit: "req/s" },
  ]).split("\n");
  expect(lines[1]).toMatch(/^ratio +0\.30 +≥ 0\.45 +missed$/);
  expect(lines[2]).toMatch(/^rate +12,346 req\/s$/);
});

test("percentiles of few samples are samples", () => {
  expect(percentile([3, 1, 2], 0.5)).toBe(2);
  expect(percentile([3, 1, 2], 0.99)).toBe(3);
  expect(percentile([], 0.5)).toBeNaN();
});
