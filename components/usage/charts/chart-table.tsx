import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { sumText } from "@/lib/format/format";
import { bucketText } from "./bucket-time";
import type { ChartModel } from "./chart-model";

/** Every figure of a chart, exact. Hours and days without any are left out. */
export function ChartTable({ chart }: { chart: ChartModel }) {
  const { title, interval, at, series, totals } = chart;
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const hasParts = series.length > 1;
  const columns = hasParts ? series : [];
  const rows = at.flatMap((start, index) => ((totals[index] ?? 0) > 0 ? [{ start, index }] : []));
  return (
    <Table aria-label={`${title} per ${interval}`}>
      <THead className="sticky top-0 bg-muted">
        <TR>
          <TH>{interval === "hour" ? "Hour" : "Day"}, UTC</TH>
          {columns.map(({ id, label }) => (
            <TH key={id} numeric>
              {label}
            </TH>
          ))}
          <TH numeric>{hasParts ? "Total" : title}</TH>
        </TR>
      </THead>
      <TBody>
        {rows.map(({ start, index }) => (
          <TR key={start}>
            <TH scope="row" className="h-8 font-normal text-[13px] tabular-nums">
              <time dateTime={start}>{bucketText(start, interval)}</time>
            </TH>
            {columns.map(({ id, values }) => (
              <TD key={id} numeric className="h-8">
                {sumText(values[index] ?? 0)}
              </TD>
            ))}
            <TD numeric className="h-8">
              {sumText(totals[index] ?? 0)}
            </TD>
          </TR>
        ))}
        <TR className="bg-muted/60 font-medium">
          <TH scope="row" className="h-8">
            Total
          </TH>
          {columns.map(({ id, values }) => (
            <TD key={id} numeric className="h-8">
              {sumText(sum(values))}
            </TD>
          ))}
          <TD numeric className="h-8">
            {sumText(sum(totals))}
          </TD>
        </TR>
      </TBody>
    </Table>
  );
}
