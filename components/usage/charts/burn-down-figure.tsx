"use client";

import dynamic from "next/dynamic";
import { useId } from "react";
import { CompactNumber } from "@/components/ui/compact-number";
import { DataTable } from "@/components/ui/data-table/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { exactNumber, sumText } from "@/lib/format/format";
import { clockTime } from "./bucket-time";
import type { BurnDownModel } from "./chart-model";
import { TableBehind } from "./table-behind";

const height = 150;

const BurnDownChart = dynamic(() => import("./burn-down-chart").then((m) => m.BurnDownChart), {
  ssr: false,
  loading: () => <Skeleton style={{ height }} className="rounded-md" />,
});

/** How a daily limit burns down to its reset at midnight UTC. */
export function BurnDownFigure({ model }: { model: BurnDownModel }) {
  const titleId = useId();
  const { slug, limit, unit, threshold, left, endMs } = model;
  const now = left.at(-1)?.left ?? threshold;
  const name = `${limit} left today, ${slug}`;
  return (
    <figure
      aria-labelledby={titleId}
      className="min-w-0 rounded-lg border border-border bg-surface p-4"
    >
      <figcaption>
        <h3 id={titleId} className="flex flex-wrap items-baseline justify-between gap-x-3">
          <span className="font-medium">{limit}</span>
          <span className="min-w-0 truncate font-mono text-muted-foreground text-xs">{slug}</span>
        </h3>
        <p className="mt-0.5 text-muted-foreground text-xs">
          <CompactNumber value={now} unit={unit} isThreshold className="text-foreground" /> of{" "}
          <CompactNumber value={threshold} unit={unit} isThreshold /> left · resets{" "}
          <RelativeTime iso={new Date(endMs).toISOString()} />, 00:00 UTC
        </p>
        <Pace model={model} />
      </figcaption>
      <div className="mt-2">
        <BurnDownChart
          model={model}
          height={height}
          label={`${name}: ${exactNumber(now)} of ${exactNumber(threshold)}. Arrow keys move through it; the table below has the figures.`}
        />
      </div>
      <TableBehind name={name}>
        <BurnDownTable name={name} model={model} />
      </TableBehind>
    </figure>
  );
}

function Pace({ model: { left, emptyAtMs } }: { model: BurnDownModel }) {
  const now = left.at(-1);
  const text =
    now?.left === 0
      ? "Used up: calls are refused until the reset."
      : emptyAtMs === null
        ? "Lasts until the reset at today's pace."
        : `At today's pace used up at ${clockTime(emptyAtMs)} UTC.`;
  const tone =
    now?.left === 0 ? "text-danger" : emptyAtMs === null ? "text-muted-foreground" : "text-warn";
  return <p className={`text-xs ${tone}`}>{text}</p>;
}

function BurnDownTable({ name, model: { left, unit } }: { name: string; model: BurnDownModel }) {
  return (
    <DataTable
      label={name}
      hasStickyHead
      rows={left}
      rowKey={({ atMs }) => atMs}
      columns={[
        {
          header: "Time, UTC",
          isRowHeader: true,
          cellClassName: "h-8 font-normal text-[13px] tabular-nums",
          cell: ({ atMs }) => clockTime(atMs),
        },
        { header: "Used", numeric: true, cellClassName: "h-8", cell: ({ used }) => sumText(used) },
        {
          header: `Left, ${unit}`,
          numeric: true,
          cellClassName: "h-8",
          cell: (point) => exactNumber(point.left),
        },
      ]}
    />
  );
}
