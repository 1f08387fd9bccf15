"use client";

import { NoValue } from "@/components/shared/no-value";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CompactNumber } from "@/components/ui/compact-number";
import { CopyableId } from "@/components/ui/copyable-id";
import type { Column } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
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

const columns: Column<Endpoint>[] = [
  {
    header: "Provider",
    className: "hidden md:table-cell",
    cellClassName: "font-mono text-xs",
    cell: ({ targets }) => targets[0]?.provider,
  },
  {
    header: "Model",
    className: "hidden md:table-cell",
    cellClassName: "max-w-56 truncate font-mono text-[13px]",
    cell: ({ targets }) =>
      findModelName(targets[0]) ?? <NoValue reason="The provider's default model" />,
  },
  {
    header: "Environment",
    className: "hidden lg:table-cell",
    cell: ({ targets }) =>
      findEnvironment(targets[0]) ?? <NoValue reason="Only BASETEN targets have one" />,
  },
  {
    header: "Region",
    className: "hidden lg:table-cell",
    cell: ({ region }) => <Badge tone={region === "EU" ? "accent" : "neutral"}>{region}</Badge>,
  },
  {
    header: "Groups",
    numeric: true,
    cell: ({ group_count: count }) => (
      <CompactNumber
        value={count}
        unit="groups may call it"
        unknown="This server does not count the groups of a slug"
      />
    ),
  },
  {
    header: "Changed",
    className: "hidden text-muted-foreground xl:table-cell",
    cell: (endpoint) => <RelativeTime iso={endpoint.updated_at} />,
  },
];

/** On a phone the target moves under the slug, and the table needs no sideways scrolling. */
export function EndpointsTable({ endpoints, canEdit, onChange }: EndpointsTableProps) {
  const buttons = (endpoint: Endpoint) =>
    changes.map(({ change, label }) => (
      <Button key={change} variant="ghost" size="sm" onClick={() => onChange(change, endpoint)}>
        {label}
      </Button>
    ));
  return (
    <DataTable
      label="Endpoints"
      rows={endpoints}
      rowKey={({ id }) => id}
      rowProps={({ slug }) => ({ id: slug, className: "scroll-mt-16 target:bg-selected" })}
      columns={[
        {
          header: "Slug",
          isRowHeader: true,
          cellClassName: "w-full max-w-0 font-normal md:w-auto md:max-w-72",
          cell: (endpoint) => (
            <>
              <CopyableId id={endpoint.slug} what="slug" />
              <span className="block truncate text-muted-foreground text-xs md:hidden">
                {endpoint.targets[0]?.provider} · {findModelName(endpoint.targets[0]) ?? "—"}
              </span>
              {canEdit ? (
                <span className="-ml-2.5 block pb-1 sm:hidden">{buttons(endpoint)}</span>
              ) : null}
            </>
          ),
        },
        ...columns,
        canEdit && {
          header: "Actions",
          isUntitled: true,
          className: "hidden whitespace-nowrap text-right sm:table-cell",
          cell: buttons,
        },
      ]}
    />
  );
}
