import { HeadroomBar } from "@/components/shared/headroom-bar";
import { SourceLink } from "@/components/shared/source-link";
import { Threshold } from "@/components/shared/threshold";
import { Badge } from "@/components/ui/badge";
import { CompactNumber } from "@/components/ui/compact-number";
import type { Column } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { limitName } from "@/lib/limits/limit-text";
import type { Charge } from "./charges";

const unread = "The gateway can't read its counters right now";

const toName = ({ type, unit }: Charge) => limitName(type, unit);

const columns: Column<Charge>[] = [
  {
    header: "Limit",
    isRowHeader: true,
    headClassName: "w-[24%]",
    cell: (charge) => (
      <span className="flex flex-wrap items-center gap-2 py-1">
        {toName(charge)}
        {charge.refused ? <Badge tone="danger">refused here</Badge> : null}
      </span>
    ),
  },
  {
    header: "From",
    headClassName: "w-[26%]",
    cellClassName: "truncate",
    cell: ({ source }) => <SourceLink {...source} />,
  },
  {
    header: "Took",
    numeric: true,
    headClassName: "w-[8%]",
    cellClassName: ({ took }) => (took > 0 ? "font-medium" : ""),
    cell: ({ took }) => <CompactNumber value={took} />,
  },
  {
    header: "Used then",
    numeric: true,
    headClassName: "w-[11%]",
    cell: ({ used }) => <CompactNumber value={used} unknown={unread} />,
  },
  {
    header: "Allowed",
    numeric: true,
    headClassName: "w-[10%]",
    cell: ({ threshold }) => <Threshold value={threshold} />,
  },
  {
    header: "Share used",
    className: "pl-6",
    cell: ({ used, threshold }) => (
      <HeadroomBar used={used} threshold={threshold} unknown={unread} />
    ),
  },
];

/** Each limit of the key's group for the model, and what the call took from it. */
export function ChargesTable({ charges }: { charges: readonly Charge[] }) {
  return (
    <DataTable
      label="What it charged"
      stacked
      className="table-fixed"
      rows={charges}
      rowKey={({ type, unit, source }) => [type, unit, source.id].join(" ")}
      rowProps={(charge) => ({ "aria-label": toName(charge) })}
      columns={columns}
    />
  );
}
