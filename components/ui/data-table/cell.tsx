import { cn } from "@/lib/format/class-names";
import type { Column } from "./column";

export interface CellProps<Row> {
  column: Column<Row>;
  row: Row;
  stacked: boolean;
  isFirst: boolean;
}

/** What a row shows in a column. */
export function Cell<Row>({ column, row, stacked, isFirst }: CellProps<Row>) {
  const { header, numeric, isRowHeader, isUntitled, isCorner } = column;
  const own = column.cellClassName;
  const shared = {
    role: isRowHeader ? "rowheader" : "cell",
    title: column.title?.(row) ?? undefined,
    className: cn(
      isRowHeader
        ? "h-10 whitespace-nowrap px-3 font-medium text-foreground text-sm"
        : "h-10 px-3 py-1",
      numeric && "whitespace-nowrap text-right font-mono text-[13px]",
      isCorner && "stacked-corner",
      column.className,
      typeof own === "function" ? own(row) : own,
    ),
    children: column.cell(row),
  };
  if (isRowHeader) return <th scope="row" {...shared} />;
  const label = column.label ?? (isFirst || isUntitled ? "" : header);
  const said = typeof label === "function" ? label(row) : label;
  return <td data-label={(stacked && said) || undefined} {...shared} />;
}
