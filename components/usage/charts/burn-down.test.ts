import { describe, expect, test } from "vitest";
import type { UsagePoint } from "@/gateway/contracts/usage-history";
import { burnDown } from "./burn-down";

const hour = (name: string) => Date.parse(`2026-03-02T${name}:00Z`);
const point = (at: string, tokens: number): UsagePoint => ({
  at: `2026-03-02T${at}:00Z`,
  requests: 1,
  unbilled_requests: 0,
  refusals: 0,
  input_tokens: tokens,
  cached_input_tokens: 0,
  output_tokens: 0,
  total_tokens: tokens,
});
const entry = (threshold: number, used: number | null) =>
  ({ type: "TOKEN", unit: "DAY", threshold, current_usage: used }) as const;
const points = [point("00:00", 100), point("02:00", 300)];

describe("burnDown", () => {
  test("goes down hour by hour to what the counter says now", () => {
    const { left } = burnDown("acme/x", entry(1_000, 450), { points }, hour("03:30"));
    expect(left.map((each) => [each.atMs, each.left])).toEqual([
      [hour("00:00"), 1_000],
      [hour("01:00"), 900],
      [hour("02:00"), 900],
      [hour("03:00"), 600],
      [hour("03:30"), 550],
    ]);
  });

  test("never goes up, though the counter may be behind the sums", () => {
    const { left } = burnDown("acme/x", entry(1_000, 350), { points }, hour("03:30"));
    expect(left.map((each) => each.left)).toEqual([1_000, 900, 900, 650, 650]);
  });

  test("never goes below nothing", () => {
    const { left } = burnDown("acme/x", entry(300, 400), { points }, hour("03:00"));
    expect(left.at(-1)).toEqual({ atMs: hour("03:00"), used: 400, left: 0 });
  });

  test("says when nothing is left at this pace, if that is before the reset", () => {
    const at = (used: number | null) =>
      burnDown("acme/x", entry(1_000, used), { points: [] }, hour("06:00")).emptyAtMs;
    expect(at(500)).toBe(hour("12:00"));
    expect(at(250)).toBeNull();
    expect(at(1_000)).toBeNull();
    expect(at(null)).toBeNull();
  });

  test("an untouched limit is all left", () => {
    const { left } = burnDown("acme/x", entry(1_000, null), { points: [] }, hour("00:00"));
    expect(left).toEqual([{ atMs: hour("00:00"), used: 0, left: 1_000 }]);
  });
});
