"use client";

import { Fragment, useState } from "react";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { RefusalWindow } from "./queries";
import { RefusalLine } from "./refusal-line";
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
    <Table aria-label="Recent refusals" stacked className="table-fixed sm:min-w-180">
      <THead>
        <TR>
          <TH className="w-[24%] pl-9">Customer</TH>
          <TH className="w-[15%]">Model</TH>
          <TH className="w-[24%]">Limit that bound</TH>
          <TH numeric className="w-[9%]">
            Refused
          </TH>
          <TH>Last</TH>
          <TH className="w-[14%]">Wait</TH>
        </TR>
      </THead>
      <TBody>
        {sums.map((sum) => {
          const key = toKey(sum);
          const isOpen = opened === key;
          return (
            <Fragment key={key}>
              <RefusalLine {...{ sum, isOpen }} onToggle={() => setOpened(isOpen ? null : key)} />
              {isOpen ? (
                <TR>
                  <TD colSpan={6} className="bg-muted/40 p-0">
                    <SingleRefusals {...{ sum, window }} />
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

function toKey({ groups, slug, limit }: SeenRefusalSum): string {
  return [groups.at(-1)?.id, slug, limit.sourceId, limit.type, limit.unit].join(" ");
}
