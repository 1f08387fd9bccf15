import { expect, test } from "vitest";
import type { LimitPeak, LimitPeaks } from "@/gateway/contracts/limit-peaks";
import { morePeaksText, nobodyText, peakText } from "./peak-text";

const group = { id: "grp_1", name: "Ingest", external_entity_id: "ingest", is_deleted: false };
const peak: LimitPeak = {
  group,
  used: 1_200_000,
  at: "2026-03-10T14:32:00.000Z",
  is_hour: false,
  days_above: 3,
  is_whole: true,
};
const from = "2026-03-04T00:00:00.000Z";
const limit = { type: "TOKEN", unit: "MINUTE", threshold: 1_000_000, days: 7, from } as const;
const perDay = { ...limit, type: "REQUEST", unit: "DAY", threshold: 800 } as const;
const answer: LimitPeaks = {
  ...{ group_id: "grp_1", slug: "a/x" },
  ...limit,
  ...{ is_whole: true, groups: [], others: 0 },
};

test("the busiest minute, when it was, and on how many days the new limit would have been too low", () => {
  expect(peakText(peak, limit)).toBe(
    "used 1.2M tokens in its busiest minute, Tue 14:32 UTC: above the new 1M on 3 of 7 days.",
  );
  expect(
    peakText({ ...peak, at: "2026-03-10T14:32:07.000Z" }, { ...limit, unit: "SECOND" }),
  ).toContain("in its busiest second, Tue 14:32:07 UTC");
});

test("a day is named by its date", () => {
  const day = { ...peak, used: 5_000, at: "2026-03-08T00:00:00.000Z" };
  expect(peakText(day, perDay)).toBe(
    "made 5k requests on its busiest day, Sun 2026-03-08: above the new 800 on 3 of 7 days.",
  );
});

test("who is above the new limit of a day already today is said to be refused for the rest of it", () => {
  const today = { ...peak, used: 5_000, at: "2026-03-10T00:00:00.000Z" };
  expect(peakText(today, perDay)).toBe(
    "made 5k requests on its busiest day, Tue 2026-03-10: above the new 800 on 3 of 7 days. Its calls will be refused until 00:00 UTC.",
  );
});

test("what was not read to its end is said to be at least that much", () => {
  expect(peakText({ ...peak, is_whole: false }, limit)).toBe(
    "used at least 1.2M tokens in its busiest minute, Tue 14:32 UTC: above the new 1M on at least 3 of 7 days.",
  );
  const hour = { ...peak, at: "2026-03-10T14:00:00.000Z", is_hour: true, is_whole: false };
  expect(peakText(hour, limit)).toContain(
    "used at least 1.2M tokens in some minute of the hour from Tue 14:00 UTC: above",
  );
});

test("figures that rounding would make equal are written out", () => {
  expect(peakText({ ...peak, used: 1_000_001 }, limit)).toContain(
    "used 1,000,001 tokens in its busiest minute, Tue 14:32 UTC: above the new 1,000,000 on",
  );
});

test("a block refuses whoever called", () => {
  const one = { ...peak, used: 1, days_above: 1 };
  expect(peakText(one, { ...limit, type: "REQUEST", threshold: 0 })).toBe(
    "made 1 request in its busiest minute, Tue 14:32 UTC: 0 would have refused it on 1 of 7 days.",
  );
  expect(nobodyText({ ...answer, threshold: 0 })).toBe("Nobody called it in the last 7 days.");
});

test("that nobody was above it is said, and never of what was not looked at", () => {
  expect(nobodyText(answer)).toBe("Nobody was above the new 1M in the last 7 days.");
  expect(nobodyText({ ...answer, is_whole: false })).toBe(
    "Too many calls to look at every minute of the last 7 days; where it was looked, nobody was above the new 1M.",
  );
});

test("those beyond the named are counted", () => {
  expect(morePeaksText(answer)).toBeNull();
  expect(morePeaksText({ ...answer, others: 1 })).toBe("And 1 more group.");
  expect(morePeaksText({ ...answer, others: 3, is_whole: false })).toBe(
    "And at least 3 more groups.",
  );
});
