import { describe, expect, test } from "vitest";
import type { UsageHistory, UsageSums } from "@/gateway/contracts/usage-history";
import { compareDays, twoDays } from "./compare-days";

const none: UsageSums = {
  ...{ requests: 0, unbilled_requests: 0, refusals: 0 },
  ...{ input_tokens: 0, cached_input_tokens: 0, output_tokens: 0, total_tokens: 0 },
};

function history(points: Record<string, Partial<UsageSums>>, completeUntil: string): UsageHistory {
  return {
    ...{ from: "2026-03-09T00:00:00.000Z", to: "2026-03-10T09:00:00.000Z", interval: "hour" },
    ...{ by: "none", group: null, consumers: [], totals: none },
    complete_until: completeUntil,
    points: Object.entries(points).map(([at, sums]) => ({
      ...none,
      ...sums,
      at: `2026-03-${at}Z`,
    })),
    others: { count: 0, totals: none, points: [] },
  };
}

const now = Date.parse("2026-03-10T08:30:00Z");
const upToNow = "2026-03-10T08:29:58Z";

test("what is asked for is yesterday and today, whole hours, the running one included", () => {
  expect(twoDays(now)).toEqual({
    from: "2026-03-09T00:00:00.000Z",
    to: "2026-03-10T09:00:00.000Z",
  });
  expect(twoDays(Date.parse("2026-03-10T00:00:00Z"))).toEqual({
    from: "2026-03-09T00:00:00.000Z",
    to: "2026-03-10T01:00:00.000Z",
  });
});

describe("today and yesterday", () => {
  test("are compared over the same whole hours: neither the running one nor yesterday's rest", () => {
    const { wholeHours, requests } = compareDays(
      history(
        {
          "09T00:00:00": { requests: 4 },
          "09T07:00:00": { requests: 6 },
          "09T08:00:00": { requests: 100 },
          "09T23:00:00": { requests: 1_000 },
          "10T00:00:00": { requests: 5 },
          "10T07:00:00": { requests: 8 },
          "10T08:00:00": { requests: 50 },
        },
        upToNow,
      ),
      now,
    );
    expect(wholeHours).toBe(8);
    expect(requests).toMatchObject({ today: 63, byThen: 13, yesterdayByThen: 10 });
    expect(requests.hours).toEqual([5, 0, 0, 0, 0, 0, 0, 8, 50]);
    expect(requests.yesterdayHours).toHaveLength(24);
    expect(requests.yesterdayHours[23]).toBe(1_000);
  });

  test("have tokens, their parts, refusals and what a model failed at", () => {
    const sums = { input_tokens: 10, output_tokens: 5, total_tokens: 15, refusals: 2 };
    const traffic = compareDays(
      history(
        {
          "09T01:00:00": { ...sums, unbilled_requests: 9 },
          "10T01:00:00": sums,
          "10T08:00:00": { ...sums, unbilled_requests: 1 },
        },
        upToNow,
      ),
      now,
    );
    expect(traffic).toMatchObject({ inputTokens: 20, outputTokens: 10, unbilledRequests: 1 });
    expect(traffic.tokens).toMatchObject({ today: 30, byThen: 15, yesterdayByThen: 15 });
    expect(traffic.refusals).toMatchObject({ today: 4, byThen: 2, yesterdayByThen: 2 });
  });

  test("an hour that is over and not added up yet is not compared", () => {
    const points = { "09T07:00:00": { requests: 6 }, "10T07:00:00": { requests: 1 } };
    const late = compareDays(history(points, "2026-03-10T07:40:00Z"), now);
    expect(late).toMatchObject({ wholeHours: 7, isLate: true });
    expect(late.requests).toMatchObject({ today: 1, byThen: 0, yesterdayByThen: 0 });
    const yesterday = compareDays(history(points, "2026-03-09T20:00:00Z"), now);
    expect(yesterday).toMatchObject({ wholeHours: 0, isLate: true });
    expect(compareDays(history(points, upToNow), now).isLate).toBe(false);
  });

  test("a server whose clock is ahead adds no hour that has not begun", () => {
    expect(compareDays(history({}, "2026-03-10T09:00:01Z"), now).wholeHours).toBe(8);
  });

  test("bear the name of the group that was asked for", () => {
    const asked = { id: "grp_1", external_entity_id: "cust_1", name: null, is_deleted: false };
    const groupName = (name: string | null) =>
      compareDays({ ...history({}, upToNow), group: { ...asked, name } }, now).groupName;
    expect(groupName("Search")).toBe("Search");
    expect(groupName(null)).toBe("cust_1");
    expect(compareDays(history({}, upToNow), now).groupName).toBeNull();
  });
});
