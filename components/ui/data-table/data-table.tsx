import { Fragment, type ReactNode } from "react";
import { cn } from "@/lib/format/class-names";
import { Cell } from "./cell";
import type { Column } from "./column";
import { SortButton } from "./sort-button";

export interface DataTableProps<Row> {
  /** What the table is called by. */
  label: string;
  /** A column that is not there for this reader is false. */
  columns: readonly (Column<Row> | false)[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  rowProps?: (row: Row) => { "aria-label"?: string; id?: string; className?: string };
  /** What a row has opened into, over the whole width below it; null while it is closed. */
  detail?: (row: Row) => ReactNode;
  /** Instead of a table without rows. */
  empty?: ReactNode;
  /** On a phone every row becomes a block of lines, each named by its cell's label. */
  stacked?: boolean;
  hasStickyHead?: boolean;
  className?: string;
}

/** A list of columns over rows. It scrolls sideways inside its own frame on narrow screens. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, rows, rowKey, rowProps, detail, empty, stacked = false, className } = props;
  if (rows.length === 0 && empty !== undefined) return empty;
  const columns = props.columns.filter((column) => column !== false);
  // Roles are spelled out because a stacked table's display values take them away.
  const roles = stacked ? { role: "table" } : {};
  return (
    <div className="relative w-full overflow-x-auto rounded-lg border border-border bg-surface">
      <table
        {...roles}
        aria-label={label}
        className={cn(
          "w-full border-collapse text-left text-sm",
          stacked && "stacked-table",
          className,
        )}
      >
        <thead
          {...group}
          className={cn(
            "border-border border-b bg-muted/60",
            props.hasStickyHead && "sticky top-0 bg-muted",
          )}
        >
          <tr {...line}>
            {columns.map((column) => (
              <Head key={column.id ?? column.header} column={column} />
            ))}
          </tr>
        </thead>
        <tbody {...group} className="divide-y divide-border">
          {rows.map((row) => {
            const opened = detail?.(row);
            return (
              <Fragment key={rowKey(row)}>
                <tr {...line} {...rowProps?.(row)}>
                  {columns.map((column, index) => (
                    <Cell
                      key={column.id ?? column.header}
                      {...{ column, row, stacked, isFirst: index === 0 }}
                    />
                  ))}
                </tr>
                {opened ? (
                  <tr {...line}>
                    <td {...cell} colSpan={columns.length} className="h-10 bg-muted/40 p-0">
                      {opened}
                    </td>
                  </tr>
                ) : null}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const group = { role: "rowgroup" };
const line = { role: "row" };
const head = { role: "columnheader" };
const cell = { role: "cell" };

function Head<Row>({ column }: { column: Column<Row> }) {
  const { header, isUntitled, numeric = false, sort, className, headClassName } = column;
  return (
    <th
      {...head}
      scope="col"
      aria-sort={sort ? (sort.direction ?? "none") : undefined}
      className={cn(
        "h-8 whitespace-nowrap px-3 font-medium text-muted-foreground text-xs",
        numeric && "text-right",
        className,
        headClassName,
      )}
    >
      {isUntitled ? <span className="sr-only">{header}</span> : null}
      {sort ? <SortButton label={header} isRight={numeric} {...sort} /> : null}
      {isUntitled || sort ? null : (column.head ?? header)}
    </th>
  );
}
