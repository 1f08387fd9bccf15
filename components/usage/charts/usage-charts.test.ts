import { expect, test } from "vitest";
import type { UsageConsumer, UsageHistory, UsageSums } from "@/gateway/contracts/usage-history";
import { usageCharts } from "./usage-charts";

function sums(tokens: number): UsageSums {
  return {
    requests: tokens / 10,
    unbilled_requests: tokens / 100,
    refusals: tokens / 50,
    input_tokens: tokens * 0.6,
    cached_input_tokens: tokens * 0.2,
    output_tokens: tokens * 0.4,
    total_tokens: tokens,
  };
}

function consumer(number: number): UsageConsumer {
  return {
    id: `grp_${number}`,
    group: {
      id: `grp_${number}`,
      name: number === 1 ? null : `Customer ${number}`,
      external_entity_id: `cust_${number}`,
      is_deleted: false,
    },
    is_own_use: number === 2,
    key: null,
    slug: null,
    totals: sums(100),
    points: [{ at: "2026-03-01T00:00:00Z", ...sums(100) }],
  };
}

/** Eight listed consumers with 100 tokens each on the first day, and three more with 100 each. */
const history: UsageHistory = {
  from: "2026-03-01T00:00:00.000Z",
  to: "2026-03-04T00:00:00.000Z",
  interval: "day",
  by: "group",
  group: null,
  complete_until: "2026-03-03T12:00:00Z",
  totals: sums(1_200),
  points: [
    { at: "2026-03-01T00:00:00Z", ...sums(1_100) },
    { at: "2026-03-03T00:00:00Z", ...sums(100) },
  ],
  consumers: [1, 2, 3, 4, 5, 6, 7, 8].map(consumer),
  others: {
    count: 3,
    totals: sums(400),
    points: [
      { at: "2026-03-01T00:00:00Z", ...sums(300) },
      { at: "2026-03-03T00:00:00Z", ...sums(100) },
    ],
  },
};

test.each(["none", "group"] as const)("what a chart split by %s draws is its total", (split) => {
  for (const chart of usageCharts(history, split)) {
    const drawn = chart.at.map((_, index) =>
      chart.series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0),
    );
    expect(drawn, chart.title).toEqual(chart.totals);
  }
  expect(usageCharts(history, split)[0]?.totals).toEqual([1_100, 0, 100]);
});

test("days without traffic are in the chart", () => {
  expect(usageCharts(history, "none")[1]?.at).toEqual([
    "2026-03-01T00:00:00.000Z",
    "2026-03-02T00:00:00.000Z",
    "2026-03-03T00:00:00.000Z",
  ]);
});

test("whoever comes after the sixth is drawn as one, with what the server did not list", () => {
  const labels = usageCharts(history, "group")[0]?.series.map(({ label }) => label);
  expect(labels).toEqual([
    "cust_1",
    "Customer 2, own calls",
    "Customer 3",
    "Customer 4",
    "Customer 5",
    "Customer 6",
    "5 others",
  ]);
});

test("whoever is refused most is in the chart of refusals, however little they use otherwise", () => {
  const [first, ...more] = history.consumers;
  if (!first) throw new Error("no consumer");
  const refusedOnly = { ...consumer(9), totals: { ...sums(0), refusals: 40 } };
  const [tokens, , refusals] = usageCharts(
    { ...history, consumers: [first, ...more, refusedOnly] },
    "group",
  );
  expect(tokens?.series.map(({ label }) => label)).not.toContain("Customer 9");
  expect(refusals?.series[0]?.label).toBe("Customer 9");
  const colorIn = (chart: typeof tokens) => chart?.series.find(({ id }) => id === first.id)?.color;
  expect(colorIn(refusals)).toBe(colorIn(tokens));
  const drawn = refusals?.series.map(({ color }) => color);
  expect(new Set(drawn).size).toBe(drawn?.length);
});
