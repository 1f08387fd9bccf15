import { describe, expect, test } from "vitest";
import { patienceMs, retryAtMs, throttle } from "./throttle";

describe("retryAtMs", () => {
  test("nothing stands in the way below the allowed number", () => {
    expect(retryAtMs([1, 2, 3, 4], 5)).toBeNull();
  });

  test("waits until the oldest of the last allowed attempts stops counting", () => {
    expect(retryAtMs([1, 2, 3, 4, 5], 5)).toBe(1 + throttle.windowMs);
    expect(retryAtMs([1, 2, 3, 4, 5, 6], 5)).toBe(2 + throttle.windowMs);
  });
});

test("strangers wait longer and longer, and never longer than the window", () => {
  const waits = [0, 9, 10, 14, 15, 20, 25, 30, 35, 1_000].map(
    (failed) => patienceMs(failed) / 1000,
  );
  expect(waits).toEqual([0, 0, 30, 30, 60, 120, 240, 480, 900, 900]);
});
