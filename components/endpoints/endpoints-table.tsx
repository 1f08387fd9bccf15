"use client";

import { NoValue } from "@/components/shared/no-value";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CompactNumber } from "@/components/ui/compact-number";
import { CopyableId } from "@/components/ui/copyable-id";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { Endpoint } from "@/gateway/contracts/endpoint";
import { findEnvironment, findModelName } from "./target/describe-target";

export type EndpointChange = "repoint" | "rename" | "delete";

interface EndpointsTableProps {
  endpoints: Endpoint[];
  canEdit: boolean;
  onChange: (change: EndpointChange, endpoint: Endpoint) => void;
}

const changes: { change: EndpointChange; label: string }[] = [
  { change: "repoint", label: "Re-point" },
  { change: "rename", label: "Rename" },
  { change: "delete", label: "Delete" },
];

/** On a phone the target moves under the slug, and the table needs no sideways scrolling. */
export function EndpointsTable({ endpoints, canEdit, onChange }: EndpointsTableProps) {
  return (
    <Table aria-label="Endpoints">
      <THead>
        <TR>
          <TH>Slug</TH>
          <TH className="hidden md:table-cell">Provider</TH>
          <TH className="hidden md:table-cell">Model</TH>
          <TH className="hidden lg:table-cell">Environment</TH>
          <TH className="hidden lg:table-cell">Region</TH>
          <TH numeric>Groups</TH>
          <TH className="hidden xl:table-cell">Changed</TH>
          {canEdit ? (
            <TH className="hidden sm:table-cell">
              <span className="sr-only">Actions</span>
            </TH>
          ) : null}
        </TR>
      </THead>
      <TBody>
        {endpoints.map((endpoint) => {
          const target = endpoint.targets[0];
          const buttons = canEdit
            ? changes.map(({ change, label }) => (
                <Button
                  key={change}
                  variant="ghost"
                  size="sm"
                  onClick={() => onChange(change, endpoint)}
                >
                  {label}
                </Button>
              ))
            : null;
          return (
            <TR key={endpoint.id} id={endpoint.slug} className="scroll-mt-16 target:bg-selected">
              <TH scope="row" className="w-full max-w-0 font-normal md:w-auto md:max-w-72">
                <CopyableId id={endpoint.slug} what="slug" />
                <span className="block truncate text-muted-foreground text-xs md:hidden">
                  {target?.provider} · {findModelName(target) ?? "—"}
                </span>
                {buttons ? <span className="-ml-2.5 block pb-1 sm:hidden">{buttons}</span> : null}
              </TH>
              <TD className="hidden font-mono text-xs md:table-cell">{target?.provider}</TD>
              <TD className="hidden max-w-56 truncate font-mono text-[13px] md:table-cell">
                {findModelName(target) ?? <NoValue reason="The provider's default model" />}
              </TD>
              <TD className="hidden lg:table-cell">
                {findEnvironment(target) ?? <NoValue reason="Only BASETEN targets have one" />}
              </TD>
              <TD className="hidden lg:table-cell">
                <Badge tone={endpoint.region === "EU" ? "accent" : "neutral"}>
                  {endpoint.region}
                </Badge>
              </TD>
              <TD numeric>
                <CompactNumber
                  value={endpoint.group_count}
                  unit="groups may call it"
                  unknown="This server does not count the groups of a slug"
                />
              </TD>
              <TD className="hidden text-muted-foreground xl:table-cell">
                <RelativeTime iso={endpoint.updated_at} />
              </TD>
              {buttons ? (
                <TD className="hidden whitespace-nowrap text-right sm:table-cell">{buttons}</TD>
              ) : null}
            </TR>
          );
        })}
      </TBody>
    </Table>
  );
}
