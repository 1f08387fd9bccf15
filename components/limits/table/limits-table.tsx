import { ChevronRight } from "lucide-react";
import { Fragment, useState } from "react";
import { HeadroomBar } from "@/components/shared/headroom-bar";
import { Badge } from "@/components/ui/badge";
import { CompactNumber } from "@/components/ui/compact-number";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import { cn } from "@/lib/format/class-names";
import type { LimitSource } from "@/lib/limits/limit-source";
import { limitName } from "@/lib/limits/limit-text";
import { LimitBreakdown } from "../drill-down/limit-breakdown";
import type { LimitRow } from "./limit-rows";
import { BindsFirst } from "./limit-standing";
import { SourceLink } from "./source-link";

export interface LimitsTableProps {
  slug: string;
  enforcement: LimitEnforcement;
  rows: LimitRow[];
  path: LimitSource[];
}

/** What is declared here, what is enforced, where that comes from, and what is used of it. */
export function LimitsTable({ slug, enforcement, rows, path }: LimitsTableProps) {
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <Table aria-label={slug} stacked className="table-fixed sm:min-w-180">
      <THead>
        <TR>
          <TH className="w-[25%] pl-9">Limit</TH>
          <TH numeric className="w-[11%]">
            Declared
          </TH>
          <TH numeric className="w-[11%]">
            Effective
          </TH>
          <TH className="w-[19%] pl-6">From</TH>
          <TH>Used</TH>
        </TR>
      </THead>
      <TBody>
        {rows.map((row, index) => {
          const name = limitName(row.type, row.unit);
          const next = rows[index + 1];
          const isOpen = opened === name;
          return (
            <Fragment key={`${name} ${row.effective?.source ?? ""}`}>
              <Line
                {...{ row, name, path, isOpen }}
                onToggle={() => setOpened(isOpen ? null : name)}
              />
              {isOpen && !next?.isContinuation ? (
                <TR>
                  <TD colSpan={5} className="bg-muted/40 p-0">
                    <LimitBreakdown
                      {...{ slug, enforcement, path }}
                      rows={rows.filter(({ type, unit }) => type === row.type && unit === row.unit)}
                    />
                  </TD>
                </TR>
              ) : null}
            </Fragment>
          );
        })}
      </TBody>
    </Table>
  );
}

interface LineProps {
  row: LimitRow;
  name: string;
  path: LimitSource[];
  isOpen: boolean;
  onToggle: () => void;
}

function Line({ row, name, path, isOpen, onToggle }: LineProps) {
  return (
    <TR aria-label={name}>
      <TH scope="row" className={row.isContinuation ? "pl-9" : "pl-1.5"}>
        {row.isContinuation ? (
          <>
            <span aria-hidden className="font-normal text-muted-foreground max-sm:pl-7.5">
              and <span className="sm:hidden">{name.toLowerCase()}</span>
            </span>
            <span className="sr-only">{name}, and</span>
          </>
        ) : (
          <span className={cn("flex items-center gap-1.5", !row.effective && "pl-7.5")}>
            {row.effective ? (
              <button
                type="button"
                aria-label={`Levels of ${name.toLowerCase()}`}
                aria-expanded={isOpen}
                title="Where it comes from, level by level"
                onClick={onToggle}
                className="flex size-6 shrink-0 items-center justify-center rounded-md text-muted-foreground transition-colors hover:bg-hover hover:text-foreground"
              >
                <ChevronRight
                  aria-hidden
                  className={cn("size-3.5 transition-transform", isOpen && "rotate-90")}
                />
              </button>
            ) : null}
            {name}
          </span>
        )}
      </TH>
      <TD numeric label="Declared">
        <Threshold value={row.declared} absent="Not set here" />
      </TD>
      <TD numeric label="Effective" className="font-medium">
        {row.effective ? (
          <Threshold value={row.effective.threshold} absent="" />
        ) : (
          <span className="font-normal font-sans text-muted-foreground">no limit</span>
        )}
      </TD>
      <TD label="From" className="truncate pl-6">
        {row.effective ? <SourceLink path={path} groupId={row.effective.source} /> : null}
      </TD>
      <TD label="Used">
        <Used row={row} />
      </TD>
    </TR>
  );
}

function Threshold({ value, absent }: { value: number | null; absent: string }) {
  if (value === 0) return <Badge tone="danger">blocked</Badge>;
  return (
    <CompactNumber
      value={value}
      unknown={absent}
      isThreshold
      className={value === null ? "text-muted-foreground" : undefined}
    />
  );
}

/** Columns of their own inside the cell, so that figures and bars of all rows line up. */
function Used({ row: { used, bindsFirst } }: { row: LimitRow }) {
  if (used.state === "none") return null;
  if (used.state === "unknown") {
    return <CompactNumber value={null} unknown={used.reason} className="text-muted-foreground" />;
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
