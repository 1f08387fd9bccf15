import type { UsageInterval } from "@/gateway/contracts/usage-history";

/** Of the theme (app/globals.css): `--chart-1` and so on. */
export type ChartColor = `chart-${1 | 2 | 3 | 4 | 5 | 6}` | "chart-rest" | "danger-solid";

export interface ChartSeries {
  id: string;
  label: string;
  color: ChartColor;
  /** One figure for every bucket of the chart, 0 where nothing was. */
  values: number[];
}

/** What a chart draws and the table behind it lists. */
export interface ChartModel {
  title: string;
  /** Said after a figure: "tokens". */
  unit: string;
  interval: UsageInterval;
  /** Start of every bucket, without gaps; RFC 3339, UTC. */
  at: string[];
  /** Stacked in this order, the first at the bottom. Together they are `totals`. */
  series: ChartSeries[];
  totals: number[];
}

/** The day's course of one daily limit. */
export interface BurnDownModel {
  slug: string;
  /** "Tokens per day". */
  limit: string;
  unit: string;
  threshold: number;
  /** Start and end of the day, ms. */
  startMs: number;
  endMs: number;
  nowMs: number;
  /** What is left at these moments, from the start of the day until now; never below 0. */
  left: { atMs: number; used: number; left: number }[];
  /** When nothing will be left if the day goes on as it did; null = not today. */
  emptyAtMs: number | null;
}
