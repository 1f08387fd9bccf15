"use client";

import { useState } from "react";
import { CompactNumber } from "@/components/ui/compact-number";
import { DataTable } from "@/components/ui/data-table/data-table";
import { RowToggle } from "@/components/ui/data-table/row-toggle";
import { RelativeTime } from "@/components/ui/relative-time";
import { limitName } from "@/lib/limits/limit-text";
import type { RefusalWindow } from "./queries";
import { BindingLimit, CallingGroup, RefusalWait } from "./refusal-cells";
import type { SeenRefusalSum } from "./refusals";
import { SingleRefusals } from "./single-refusals";

export interface RefusalTableProps {
  sums: SeenRefusalSum[];
  window: RefusalWindow;
}

/** A line for each group, model and limit; it opens into its single refusals. */
export function RefusalTable({ sums, window }: RefusalTableProps) {
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <DataTable
      label="Recent refusals"
      stacked
      className="table-fixed sm:min-w-180"
      rows={sums}
      rowKey={toKey}
      rowProps={(sum) => ({ "aria-label": `${callerName(sum)}, ${toLimit(sum)}` })}
      detail={(sum) => (toKey(sum) === opened ? <SingleRefusals {...{ sum, window }} /> : null)}
      columns={[
        {
          header: "Customer",
          isRowHeader: true,
          headClassName: "w-[24%] pl-9",
          cellClassName: "pl-1.5 font-normal",
          cell: (sum) => (
            <span className="flex min-w-0 items-center gap-1.5">
              <RowToggle
                label={`Refusals of ${callerName(sum)} by ${toLimit(sum).toLowerCase()}, ${sum.slug}`}
                title="One by one"
                isOpen={toKey(sum) === opened}
                onToggle={() => setOpened(toKey(sum) === opened ? null : toKey(sum))}
              />
              <CallingGroup groups={sum.groups} />
            </span>
          ),
        },
        {
          header: "Model",
          headClassName: "w-[15%]",
          cellClassName: "truncate font-mono text-[13px]",
          title: ({ slug }) => slug,
          cell: ({ slug }) => slug,
        },
        {
          header: "Limit that bound",
          label: "Limit",
          headClassName: "w-[24%]",
          cell: ({ limit }) => <BindingLimit limit={limit} />,
        },
        {
          header: "Refused",
          numeric: true,
          headClassName: "w-[9%]",
          cell: ({ refusals }) => <CompactNumber value={refusals} unit="refusals" />,
        },
        { header: "Last", cell: ({ newest }) => <RelativeTime iso={newest.at} /> },
        {
          header: "Wait",
          headClassName: "w-[14%]",
          cellClassName: "whitespace-nowrap",
          cell: ({ newest }) => <RefusalWait ms={newest.waitMs} />,
        },
      ]}
    />
  );
}

function toKey({ groups, slug, limit }: SeenRefusalSum): string {
  return [groups.at(-1)?.id, slug, limit.sourceId, limit.type, limit.unit].join(" ");
}

const callerName = ({ groups }: SeenRefusalSum) => groups.at(-1)?.name ?? "";
const toLimit = ({ limit }: SeenRefusalSum) => limitName(limit.type, limit.unit);
