import { DataTable } from "@/components/ui/data-table/data-table";
import { sumText } from "@/lib/format/format";
import { bucketText } from "./bucket-time";
import type { ChartModel } from "./chart-model";

/** Every figure of a chart, exact. Hours and days without any are left out. */
export function ChartTable({ chart }: { chart: ChartModel }) {
  const { title, interval, at, series, totals } = chart;
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const hasParts = series.length > 1;
  const rows = at.flatMap((start, index) =>
    (totals[index] ?? 0) > 0 ? [{ start, read: (values: number[]) => values[index] ?? 0 }] : [],
  );
  type Row = Omit<(typeof rows)[number], "start"> & { start: string | null };
  const figures = (id: string, label: string, values: number[]) => ({
    id,
    header: label,
    numeric: true,
    cellClassName: "h-8",
    cell: ({ read }: Row) => sumText(read(values)),
  });
  return (
    <DataTable<Row>
      label={`${title} per ${interval}`}
      hasStickyHead
      rows={[...rows, { start: null, read: sum }]}
      rowKey={({ start }) => start ?? "total"}
      rowProps={({ start }) => (start === null ? { className: "bg-muted/60 font-medium" } : {})}
      columns={[
        {
          header: `${interval === "hour" ? "Hour" : "Day"}, UTC`,
          isRowHeader: true,
          cellClassName: ({ start }) =>
            start === null ? "h-8" : "h-8 font-normal text-[13px] tabular-nums",
          cell: ({ start }) =>
            start === null ? "Total" : <time dateTime={start}>{bucketText(start, interval)}</time>,
        },
        ...(hasParts ? series.map(({ id, label, values }) => figures(id, label, values)) : []),
        figures("sum of all", hasParts ? "Total" : title, totals),
      ]}
    />
  );
}
