import { describe, expect, test } from "vitest";
import { retryAtMs, throttle } from "./throttle";

describe("retryAtMs", () => {
  test("nothing stands in the way below the allowed number", () => {
    expect(retryAtMs([1, 2, 3, 4], 5)).toBeNull();
  });

  test("waits until the oldest of the last allowed attempts stops counting", () => {
    expect(retryAtMs([1, 2, 3, 4, 5], 5)).toBe(1 + throttle.windowMs);
    expect(retryAtMs([1, 2, 3, 4, 5, 6], 5)).toBe(2 + throttle.windowMs);
  });
});
