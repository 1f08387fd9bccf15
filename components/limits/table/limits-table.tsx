import { useState } from "react";
import { HeadroomBar } from "@/components/shared/headroom-bar";
import { NoValue } from "@/components/shared/no-value";
import { Threshold } from "@/components/shared/threshold";
import { CompactNumber } from "@/components/ui/compact-number";
import { DataTable } from "@/components/ui/data-table/data-table";
import { RowToggle } from "@/components/ui/data-table/row-toggle";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import { cn } from "@/lib/format/class-names";
import type { LimitSource } from "@/lib/limits/limit-source";
import { limitName } from "@/lib/limits/limit-text";
import { LimitBreakdown } from "../drill-down/limit-breakdown";
import { LimitOrigin } from "./limit-origin";
import type { LimitRow } from "./limit-rows";
import { BindsFirst } from "./limit-standing";

export interface LimitsTableProps {
  slug: string;
  enforcement: LimitEnforcement;
  rows: LimitRow[];
  path: LimitSource[];
}

/** What is declared here, what is enforced, where that comes from, and what is used of it. */
export function LimitsTable({ slug, enforcement, rows, path }: LimitsTableProps) {
  const [opened, setOpened] = useState<string | null>(null);
  const lines = rows.map((row, index) => {
    const name = limitName(row.type, row.unit);
    const isLast = !rows[index + 1]?.isContinuation;
    return { ...row, name, isOpen: opened === name, isLast };
  });
  const isSame = (one: LimitRow) => (row: LimitRow) =>
    row.type === one.type && row.unit === one.unit;
  return (
    <DataTable
      label={slug}
      stacked
      className="table-fixed sm:min-w-180"
      rows={lines}
      rowKey={({ name, effective }) => `${name} ${effective?.source ?? ""}`}
      rowProps={({ name }) => ({ "aria-label": name })}
      detail={(line) =>
        line.isOpen && line.isLast ? (
          <LimitBreakdown {...{ slug, enforcement, path }} rows={rows.filter(isSame(line))} />
        ) : null
      }
      columns={[
        {
          header: "Limit",
          isRowHeader: true,
          headClassName: "w-[25%] pl-9",
          cellClassName: ({ isContinuation }) => (isContinuation ? "pl-9" : "pl-1.5"),
          cell: ({ name, isContinuation, isOpen, effective }) =>
            isContinuation ? (
              <Continued name={name} />
            ) : (
              <span className={cn("flex items-center gap-1.5", !effective && "pl-7.5")}>
                {effective ? (
                  <RowToggle
                    label={`Levels of ${name.toLowerCase()}`}
                    title="Where it comes from, level by level"
                    isOpen={isOpen}
                    onToggle={() => setOpened(isOpen ? null : name)}
                  />
                ) : null}
                {name}
              </span>
            ),
        },
        {
          header: "Declared",
          numeric: true,
          headClassName: "w-[11%]",
          cell: ({ declared }) => <Threshold value={declared} absent="Not set here" />,
        },
        {
          header: "Effective",
          numeric: true,
          headClassName: "w-[11%]",
          cellClassName: "font-medium",
          cell: ({ effective }) =>
            effective ? (
              <Threshold value={effective.threshold} />
            ) : (
              <span className="font-normal font-sans text-muted-foreground">no limit</span>
            ),
        },
        {
          header: "From",
          headClassName: "w-[19%]",
          className: "pl-6",
          cellClassName: "truncate",
          cell: ({ effective }) =>
            effective ? <LimitOrigin path={path} groupId={effective.source} /> : null,
        },
        { header: "Used", cell: Used },
      ]}
    />
  );
}

/** A further line of the same limit. */
function Continued({ name }: { name: string }) {
  return (
    <>
      <span aria-hidden className="font-normal text-muted-foreground max-sm:pl-7.5">
        and <span className="sm:hidden">{name.toLowerCase()}</span>
      </span>
      <span className="sr-only">{name}, and</span>
    </>
  );
}

/** Columns of their own inside the cell, so that figures and bars of all rows line up. */
function Used({ used, bindsFirst }: LimitRow) {
  if (used.state === "none") return null;
  if (used.state === "unknown") {
    return <NoValue reason={used.reason} />;
  }
  return (
    <span className="grid grid-cols-[2.5rem_6.75rem_auto] items-center gap-2 sm:grid-cols-[3rem_7.25rem_auto] sm:gap-2.5">
      <CompactNumber value={used.used} className="text-[13px]" />
      <HeadroomBar used={used.used} threshold={used.threshold} />
      {bindsFirst ? (
        <span>
          <BindsFirst />
        </span>
      ) : null}
    </span>
  );
}
