import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { CompactNumber } from "@/components/ui/compact-number";
import { HeadroomBar } from "@/components/ui/headroom-bar";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { limitName } from "@/lib/limit-text";
import { routes } from "@/lib/routes";
import type { LimitRow, UsedNow } from "./limit-rows";
import { hiddenSource, type LimitSource } from "./limit-source";

export interface LimitsTableProps {
  slug: string;
  rows: LimitRow[];
  path: LimitSource[];
}

/** What is declared here, what is enforced, where that comes from, and what is used of it. */
export function LimitsTable({ slug, rows, path }: LimitsTableProps) {
  return (
    <Table aria-label={slug} className="min-w-160 table-fixed">
      <THead>
        <TR>
          <TH className="w-[24%]">Limit</TH>
          <TH numeric className="w-[13%]">
            Declared
          </TH>
          <TH numeric className="w-[13%]">
            Effective
          </TH>
          <TH className="w-[24%] pl-6">From</TH>
          <TH>Used</TH>
        </TR>
      </THead>
      <TBody>
        {rows.map((row) => {
          const name = limitName(row.type, row.unit);
          return (
            <TR key={`${name} ${row.effective?.source ?? ""}`} aria-label={name}>
              <TH scope="row" className={row.isContinuation ? "pl-7" : undefined}>
                {row.isContinuation ? (
                  <>
                    <span aria-hidden className="font-normal text-muted-foreground">
                      and
                    </span>
                    <span className="sr-only">{name}, and</span>
                  </>
                ) : (
                  name
                )}
              </TH>
              <TD numeric>
                <Threshold value={row.declared} absent="Not set here" />
              </TD>
              <TD numeric className="font-medium">
                {row.effective ? (
                  <Threshold value={row.effective.threshold} absent="" />
                ) : (
                  <span className="font-normal font-sans text-muted-foreground">no limit</span>
                )}
              </TD>
              <TD className="truncate pl-6">
                {row.effective ? <From path={path} groupId={row.effective.source} /> : null}
              </TD>
              <TD>
                <Used used={row.used} />
              </TD>
            </TR>
          );
        })}
      </TBody>
    </Table>
  );
}

function Threshold({ value, absent }: { value: number | null; absent: string }) {
  if (value === 0) return <Badge tone="danger">blocked</Badge>;
  return (
    <CompactNumber
      value={value}
      unknown={absent}
      className={value === null ? "text-muted-foreground" : undefined}
    />
  );
}

function From({ path, groupId }: { path: LimitSource[]; groupId: string }) {
  if (groupId === path.at(-1)?.id) return <span className="text-muted-foreground">here</span>;
  const name = path.find((group) => group.id === groupId)?.name;
  if (!name) return <span className="text-muted-foreground">{hiddenSource}</span>;
  return (
    <Link
      href={routes.group(groupId)}
      title={name}
      className="rounded-sm text-accent underline-offset-4 hover:underline"
    >
      {name}
    </Link>
  );
}

function Used({ used }: { used: UsedNow }) {
  if (used.state === "none") return null;
  if (used.state === "unknown") {
    return <CompactNumber value={null} unknown={used.reason} className="text-muted-foreground" />;
  }
  return (
    <span className="flex items-center justify-between gap-3">
      <CompactNumber value={used.used} className="text-[13px]" />
      <HeadroomBar used={used.used} threshold={used.threshold} />
    </span>
  );
}
