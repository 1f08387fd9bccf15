"use client";

import dynamic from "next/dynamic";
import { useId } from "react";
import { CompactNumber } from "@/components/ui/compact-number";
import { Skeleton } from "@/components/ui/skeleton";
import { sumText } from "@/lib/format/format";
import type { ChartModel } from "./chart-model";
import { ChartTable } from "./chart-table";
import { TableBehind } from "./table-behind";

const height = 220;

// The drawing library comes with the first chart, not with every page.
const StackedChart = dynamic(() => import("./stacked-chart").then((m) => m.StackedChart), {
  ssr: false,
  loading: () => <Skeleton style={{ height }} className="rounded-md" />,
});

/** One measure over time: its sum, what the colours mean, the drawing, and a table of it. */
export function ChartFigure({ chart }: { chart: ChartModel }) {
  const titleId = useId();
  const total = chart.totals.reduce((sum, value) => sum + value, 0);
  const legend = chart.series
    .map((series) => ({ ...series, sum: series.values.reduce((sum, value) => sum + value, 0) }))
    .filter(({ sum }) => sum > 0);
  return (
    <figure
      aria-labelledby={titleId}
      // Rows shared with the neighbour: charts stand side by side however long a legend is.
      className="row-span-3 grid min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-subgrid gap-y-0 rounded-lg border border-border bg-surface p-4 first:lg:col-span-2"
    >
      <figcaption>
        <div className="flex items-baseline gap-2">
          <h2 id={titleId} className="font-medium">
            {chart.title}
          </h2>
          <span className="text-muted-foreground text-xs">per {chart.interval}, UTC</span>
          <CompactNumber value={total} unit={chart.unit} className="ml-auto font-medium text-lg" />
        </div>
        {total > 0 ? (
          <ul
            aria-label={`${chart.title}, colours`}
            className="mt-2 flex flex-wrap gap-x-4 gap-y-1"
          >
            {legend.map(({ id, label, color, sum }) => (
              <li key={id} className="flex min-w-0 items-center gap-1.5 text-xs">
                <Swatch color={color} />
                <span className="max-w-48 truncate text-muted-foreground" title={label}>
                  {label}
                </span>
                <CompactNumber value={sum} unit={chart.unit} />
              </li>
            ))}
          </ul>
        ) : null}
      </figcaption>
      <div className="pt-3">
        {total === 0 ? (
          <p
            style={{ height }}
            className="flex items-center justify-center rounded-md border border-border border-dashed text-muted-foreground"
          >
            No {chart.unit} in this range
          </p>
        ) : (
          <StackedChart
            chart={chart}
            height={height}
            label={`${chart.title} per ${chart.interval}, ${sumText(total)} in all. Arrow keys move through it; the table below has the figures.`}
          />
        )}
      </div>
      {total === 0 ? null : (
        <TableBehind name={`${chart.title} per ${chart.interval}`}>
          <ChartTable chart={chart} />
        </TableBehind>
      )}
    </figure>
  );
}

function Swatch({ color }: { color: string }) {
  return (
    <span
      aria-hidden
      style={{ background: `var(--${color})` }}
      className="size-2.5 shrink-0 rounded-sm"
    />
  );
}
