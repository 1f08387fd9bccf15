import Link from "next/link";
import { HeadroomBar } from "@/components/shared/headroom-bar";
import { Badge } from "@/components/ui/badge";
import { CompactNumber } from "@/components/ui/compact-number";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { hiddenSource } from "@/lib/limits/limit-source";
import { limitName } from "@/lib/limits/limit-text";
import { routes } from "@/lib/url-state/routes";
import type { Charge } from "./charges";

const unread = "The gateway can't read its counters right now";

/** Each limit of the key's group for the model, and what the call took from it. */
export function ChargesTable({ charges }: { charges: readonly Charge[] }) {
  return (
    <Table aria-label="What it charged" stacked className="table-fixed">
      <THead>
        <TR>
          <TH className="w-[24%]">Limit</TH>
          <TH className="w-[26%]">From</TH>
          <TH numeric className="w-[8%]">
            Took
          </TH>
          <TH numeric className="w-[11%]">
            Used then
          </TH>
          <TH numeric className="w-[10%]">
            Allowed
          </TH>
          <TH className="pl-6">Share used</TH>
        </TR>
      </THead>
      <TBody>
        {charges.map((charge) => (
          <Line key={[charge.type, charge.unit, charge.source.id].join(" ")} charge={charge} />
        ))}
      </TBody>
    </Table>
  );
}

function Line({ charge }: { charge: Charge }) {
  const { type, unit, source, took, used, threshold, refused } = charge;
  const name = limitName(type, unit);
  return (
    <TR aria-label={name}>
      <TH scope="row">
        <span className="flex flex-wrap items-center gap-2 py-1">
          {name}
          {refused ? <Badge tone="danger">refused here</Badge> : null}
        </span>
      </TH>
      <TD label="From" className="truncate">
        {source.name === null ? (
          <span className="text-muted-foreground">{hiddenSource}</span>
        ) : (
          <Link
            href={routes.group(source.id)}
            title={source.name}
            className="rounded-sm text-accent underline-offset-4 hover:underline"
          >
            {source.name}
          </Link>
        )}
      </TD>
      <TD numeric label="Took" className={took > 0 ? "font-medium" : undefined}>
        <CompactNumber value={took} />
      </TD>
      <TD numeric label="Used then">
        <CompactNumber value={used} unknown={unread} />
      </TD>
      <TD numeric label="Allowed">
        {threshold === 0 ? (
          <Badge tone="danger">blocked</Badge>
        ) : (
          <CompactNumber value={threshold} isThreshold />
        )}
      </TD>
      <TD label="Share used" className="pl-6">
        <HeadroomBar used={used} threshold={threshold} unknown={unread} />
      </TD>
    </TR>
  );
}
