"use client";

import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from "recharts";
import { compactNumber } from "@/lib/format/format";
import { axisTicks } from "./axis-ticks";
import { bucketText, tickText } from "./bucket-time";
import type { ChartModel } from "./chart-model";
import { ChartTooltip } from "./chart-tooltip";

export interface StackedChartProps {
  chart: ChartModel;
  height: number;
  label: string;
}

/** Beyond this the hours are too dense to be named: days are. */
const namedHoursMax = 48;
const hoursBetweenNames = 4;
/** Beyond this an edge would be most of its bar. */
const edgedBarsMax = 62;

const tick = { fill: "var(--muted-foreground)", fontSize: 11 };

export function StackedChart({ chart, height, label }: StackedChartProps) {
  const { at, interval, series, totals } = chart;
  const rows = at.map((start, index) => ({ start, index }));
  const ticks = axisTicks(Math.max(0, ...totals));
  const isDense = at.length > edgedBarsMax;
  return (
    <BarChart
      responsive
      data={rows}
      aria-label={label}
      style={{ width: "100%", height }}
      margin={{ top: 4, right: 4, bottom: 0, left: 0 }}
      barCategoryGap={isDense ? 0 : "18%"}
      maxBarSize={44}
    >
      <CartesianGrid vertical={false} stroke="var(--border)" />
      <XAxis
        dataKey="start"
        ticks={namedBuckets(chart)}
        interval="equidistantPreserveStart"
        tickFormatter={(start: string) => tickText(start, interval)}
        tick={tick}
        tickLine={false}
        axisLine={{ stroke: "var(--border-strong)" }}
        minTickGap={12}
        height={22}
      />
      <YAxis
        width={44}
        ticks={ticks}
        domain={[0, ticks.at(-1) ?? 1]}
        tickFormatter={compactNumber}
        tick={tick}
        tickLine={false}
        axisLine={false}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={{ fill: "var(--hover)" }}
        content={({ active, label: start }) => {
          const index = at.indexOf(String(start));
          if (!active || index < 0) return null;
          const lines = series.map(({ id, label: name, color, values }) => ({
            ...{ id, label: name, color },
            value: values[index] ?? 0,
          }));
          const shown = lines.filter(({ value }) => value > 0);
          const total = { id: "total", label: "Total", color: "surface" };
          return (
            <ChartTooltip
              title={`${bucketText(String(start), interval)} UTC`}
              lines={
                shown.length === 1 ? shown : [...shown, { ...total, value: totals[index] ?? 0 }]
              }
            />
          );
        }}
      />
      {series.map(({ id, label: name, color, values }) => (
        <Bar
          key={id}
          name={name}
          stackId="all"
          dataKey={({ index }: { index: number }) => values[index] ?? 0}
          fill={`var(--${color})`}
          {...(isDense ? {} : { stroke: "var(--surface)", strokeWidth: 1 })}
          isAnimationActive={false}
        />
      ))}
    </BarChart>
  );
}

/** Every day, or every fourth hour of UTC where there are few. */
function namedBuckets({ at, interval }: ChartModel): string[] {
  if (interval === "day") return at;
  const step = at.length > namedHoursMax ? 24 : hoursBetweenNames;
  return at.filter((start) => new Date(start).getUTCHours() % step === 0);
}
