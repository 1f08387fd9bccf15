"use client";

import { Area, AreaChart, CartesianGrid, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";
import { compactNumber } from "@/lib/format/format";
import { clockTime } from "./bucket-time";
import type { BurnDownModel } from "./chart-model";
import { ChartTooltip } from "./chart-tooltip";

export interface BurnDownChartProps {
  model: BurnDownModel;
  height: number;
  label: string;
}

const tick = { fill: "var(--muted-foreground)", fontSize: 11 };
const sixHoursMs = 21_600_000;

/** What is left since midnight; dashed, where it leads if the day goes on as it did. */
export function BurnDownChart({ model, height, label }: BurnDownChartProps) {
  const { left, startMs, endMs, nowMs, threshold, emptyAtMs } = model;
  const isEmpty = left.at(-1)?.left === 0;
  const color = isEmpty ? "danger-solid" : emptyAtMs === null ? "chart-1" : "warn-bar";
  const now = left.at(-1);
  return (
    <AreaChart
      responsive
      data={left}
      aria-label={label}
      style={{ width: "100%", height }}
      margin={{ top: 4, right: 14, bottom: 0, left: 0 }}
    >
      <CartesianGrid vertical={false} stroke="var(--border)" />
      <XAxis
        dataKey="atMs"
        type="number"
        domain={[startMs, endMs]}
        ticks={[0, 1, 2, 3, 4].map((quarter) => startMs + quarter * sixHoursMs)}
        tickFormatter={(ms: number) => (ms === endMs ? "24:00" : clockTime(ms))}
        tick={tick}
        tickLine={false}
        axisLine={{ stroke: "var(--border-strong)" }}
        interval="preserveStartEnd"
        height={22}
      />
      <YAxis
        width={44}
        domain={[0, threshold]}
        ticks={[0, threshold / 2, threshold]}
        tickFormatter={compactNumber}
        tick={tick}
        tickLine={false}
        axisLine={false}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: "var(--border-strong)" }}
        content={({ active, label: atMs }) => {
          const point = left.find((each) => each.atMs === Number(atMs));
          if (!active || !point) return null;
          return (
            <ChartTooltip
              title={`${clockTime(point.atMs)} UTC`}
              lines={[
                { id: "left", label: "Left", color, value: point.left },
                { id: "used", label: "Used", color: "bar", value: point.used },
              ]}
            />
          );
        }}
      />
      {emptyAtMs === null || !now ? null : (
        <ReferenceLine
          segment={[
            { x: nowMs, y: now.left },
            { x: emptyAtMs, y: 0 },
          ]}
          stroke="var(--warn)"
          strokeDasharray="4 3"
        />
      )}
      <Area
        dataKey="left"
        type="linear"
        stroke={`var(--${color})`}
        strokeWidth={2}
        fill={`var(--${color})`}
        fillOpacity={0.14}
        dot={left.length === 1}
        isAnimationActive={false}
      />
    </AreaChart>
  );
}
