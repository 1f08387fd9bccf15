import type {
  UsageConsumer,
  UsageHistory,
  UsagePoint,
  UsageSums,
} from "@/gateway/contracts/usage-history";
import { exactNumber } from "@/lib/format/format";
import { toBucketMs, type UsageSplit } from "@/lib/url-state/usage-view";
import { consumerName } from "../consumer-name";
import type { ChartColor, ChartModel, ChartSeries } from "./chart-model";

/** More colours than these can't be told apart; who comes after them is drawn as one. */
const colors = ["chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6"] as const;

type Read = (sums: UsageSums) => number;
interface Measure {
  title: string;
  unit: string;
  read: Read;
  /** What it is made of; drawn where nobody is compared. */
  parts: { id: string; label: string; color: ChartColor; read: Read }[];
}

const measures: Measure[] = [
  {
    title: "Tokens",
    unit: "tokens",
    read: (sums) => sums.total_tokens,
    parts: [
      {
        id: "input",
        label: "Input, not cached",
        color: "chart-1",
        read: (sums) => sums.input_tokens - sums.cached_input_tokens,
      },
      {
        id: "cached",
        label: "Input, cached",
        color: "chart-3",
        read: (sums) => sums.cached_input_tokens,
      },
      { id: "output", label: "Output", color: "chart-2", read: (sums) => sums.output_tokens },
    ],
  },
  {
    title: "Requests",
    unit: "requests",
    read: (sums) => sums.requests,
    parts: [
      {
        id: "billed",
        label: "Billed",
        color: "chart-1",
        read: (sums) => sums.requests - sums.unbilled_requests,
      },
      {
        id: "unbilled",
        label: "Not billed, the model failed",
        color: "chart-2",
        read: (sums) => sums.unbilled_requests,
      },
    ],
  },
  {
    title: "Refusals",
    unit: "refusals",
    read: (sums) => sums.refusals,
    parts: [
      {
        id: "refused",
        label: "Refused, 429",
        color: "danger-solid",
        read: (sums) => sums.refusals,
      },
    ],
  },
];

/** Tokens, requests and refusals over time; every chart's series add up to its totals. */
export function usageCharts(history: UsageHistory, split: UsageSplit): ChartModel[] {
  const at = bucketStarts(history);
  return measures.map(({ title, unit, read, parts }) => ({
    title,
    unit,
    interval: history.interval,
    at,
    series:
      split === "none"
        ? parts.map(({ read: readPart, ...part }) => ({
            ...part,
            values: valuesAt(at, history.points, readPart),
          }))
        : consumerSeries(at, history, read),
    totals: valuesAt(at, history.points, read),
  }));
}

function consumerSeries(at: string[], history: UsageHistory, read: Read): ChartSeries[] {
  const drawn = [...history.consumers]
    .filter(({ totals }) => read(totals) > 0)
    .sort((one, other) => read(other.totals) - read(one.totals))
    .slice(0, colors.length);
  const colorOf = assignColors(history, drawn);
  const rest = history.consumers.filter((consumer) => !drawn.includes(consumer));
  const restCount = rest.length + history.others.count;
  const series = drawn.map(
    (consumer): ChartSeries => ({
      id: consumer.id,
      label: consumerName(consumer),
      color: colorOf.get(consumer.id) ?? "chart-rest",
      values: valuesAt(at, consumer.points, read),
    }),
  );
  if (restCount === 0) return series;
  const restPoints = [...rest.map(({ points }) => points), history.others.points];
  const values = restPoints
    .map((points) => valuesAt(at, points, read))
    .reduce((sums, next) => sums.map((sum, index) => sum + (next[index] ?? 0)));
  const label = `${exactNumber(restCount)} ${restCount === 1 ? "other" : "others"}`;
  return [...series, { id: "(others)", label, color: "chart-rest", values }];
}

/** The first consumers have the same colour in every chart; others take what is free in theirs. */
function assignColors({ consumers }: UsageHistory, drawn: UsageConsumer[]) {
  const assigned = new Map<string, ChartColor>();
  consumers.slice(0, colors.length).forEach(({ id }, index) => {
    const color = colors[index];
    if (color && drawn.some((each) => each.id === id)) assigned.set(id, color);
  });
  const free = colors.filter((color) => ![...assigned.values()].includes(color));
  for (const { id } of drawn) {
    const color = assigned.has(id) ? undefined : free.shift();
    if (color) assigned.set(id, color);
  }
  return assigned;
}

function bucketStarts({ from, to, interval }: UsageHistory): string[] {
  const fromMs = Date.parse(from);
  const count = Math.round((Date.parse(to) - fromMs) / toBucketMs(interval));
  return Array.from({ length: count }, (_, index) =>
    new Date(fromMs + index * toBucketMs(interval)).toISOString(),
  );
}

function valuesAt(at: string[], points: UsagePoint[], read: Read): number[] {
  const values = new Map(points.map((point) => [Date.parse(point.at), read(point)]));
  return at.map((start) => values.get(Date.parse(start)) ?? 0);
}
