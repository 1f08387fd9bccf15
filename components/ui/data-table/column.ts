import type { ReactNode } from "react";

export interface Column<Row> {
  header: string;
  /** Only where two columns may have the same header. */
  id?: string;
  cell: (row: Row) => ReactNode;
  /** What the row is called by. */
  isRowHeader?: boolean;
  /** Its header is read out, not seen: a column of buttons. */
  isUntitled?: boolean;
  /** What stands in the head instead of the header. */
  head?: ReactNode;
  /** Figures: right-aligned, in Geist Mono. */
  numeric?: boolean;
  /** Of head and cells alike: on which screens they are shown, how they are aligned. */
  className?: string;
  /** Of the head alone: how wide the column is. */
  headClassName?: string;
  cellClassName?: string | ((row: Row) => string | undefined);
  /** The whole value on hover, where the cell cuts it off. */
  title?: (row: Row) => string | null | undefined;
  /**
   * Shown before the value where rows are stacked. The header where it is absent; nothing where it is "",
   * in the first column and in one that is untitled.
   */
  label?: string | ((row: Row) => string);
  /** The row's menu: where rows are stacked, in their top right corner. */
  isCorner?: boolean;
  /** The head is a button that puts the table in this order; null = it is in another. */
  sort?: { direction: "ascending" | "descending" | null; onSort: () => void };
}
