import { expect, test } from "vitest";
import { findCounterSlot } from "../slug-counters";
import { layout } from "./redis-layout";
import { endScript, readScript } from "./redis-scripts";

test("what was written for the second and the minute lies where it always lay", () => {
  const place = (type: "TOKEN" | "REQUEST", unit: "SECOND" | "MINUTE" | "DAY") =>
    findCounterSlot({ type, unit });
  expect([place("TOKEN", "SECOND"), place("REQUEST", "SECOND")]).toEqual([0, 1]);
  expect([place("TOKEN", "MINUTE"), place("REQUEST", "MINUTE")]).toEqual([2, 3]);
  expect([place("TOKEN", "DAY"), place("REQUEST", "DAY")]).toEqual([null, null]);
  expect(layout.headerFormat.startsWith("'<dddddddd")).toBe(true);
  expect(layout.cellsFormat.startsWith(`'<${"d".repeat(20)}`)).toBe(true);
  expect(layout.spans.startsWith("{ [0] = 1000, 1000, 60000, 60000")).toBe(true);
  expect(layout.ringTtlMs).toBeGreaterThanOrEqual(1_200_000);
});

test("scripts name windows by the layout alone", () => {
  for (const { lua } of [endScript, readScript]) expect(lua).not.toContain("window < 2");
});
