import { expect, it } from "vitest";
import { addedOver, toMedian } from "./latency-in-turns";

const toTurns = (...p50s: number[]) => p50s.map((p50Ms) => ({ p50Ms, p99Ms: 10 * p50Ms }));

it("compares turns of the same round, and takes the middle one", () => {
  const bare = toTurns(1, 20, 2);
  const gateway = toTurns(2, 22, 9);
  expect(toMedian(gateway, "p50Ms")).toBe(9);
  expect(toMedian(bare, "p99Ms")).toBe(20);
  // Of the differences 1, 2 and 7; the middle turns differ by 7.
  expect(addedOver(bare, gateway, "p50Ms")).toBe(2);
  expect(addedOver(bare, gateway, "p99Ms")).toBe(20);
});
