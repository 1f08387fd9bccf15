import { expect, test } from "vitest";
import type { ChainLimit, LimitState } from "../../limits/counter-store";
import { toRawHeaders } from "../request/raw-headers";
import { formatDuration, toRateHeaders } from "./rate-headers";

const state = (
  type: ChainLimit["type"],
  threshold: number,
  used: number,
  resetMs = 0,
): LimitState => ({
  limit: {
    counterGroupId: "g",
    sourceGroupId: "g",
    slug: "a/b",
    kind: "rate",
    type,
    unit: "MINUTE",
    threshold,
  },
  used,
  remaining: threshold - used,
  resetMs,
});

test("the limit with the least left speaks for its type", () => {
  expect(
    toRateHeaders([
      state("TOKEN", 100, 10, 500),
      state("TOKEN", 1_000, 990, 61_000),
      state("REQUEST", 5, 1),
    ]),
  ).toEqual(
    toRawHeaders({
      "x-ratelimit-limit-requests": "5",
      "x-ratelimit-remaining-requests": "4",
      "x-ratelimit-reset-requests": "0ms",
      "x-ratelimit-limit-tokens": "1000",
      "x-ratelimit-remaining-tokens": "10",
      "x-ratelimit-reset-tokens": "1m1s",
    }),
  );
});

test.each([
  [0, "0ms"],
  [17, "17ms"],
  [1_200, "1.2s"],
  [360_000, "6m0s"],
  [25_920_000, "7h12m0s"],
])("%i ms reads %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
