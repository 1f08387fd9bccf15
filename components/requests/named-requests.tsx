import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import type { Column } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { NamedRequests as Found, NamedRequest } from "@/lib/requests/find-requests";
import { routes } from "@/lib/url-state/routes";
import { outcomes } from "./outcomes";

const columns: Column<NamedRequest>[] = [
  {
    header: "Request",
    isRowHeader: true,
    headClassName: "w-[34%]",
    cellClassName: "font-normal",
    cell: RequestNames,
  },
  {
    header: "Outcome",
    headClassName: "w-[16%]",
    cell: ({ outcome }) => <Badge tone={outcomes[outcome].tone}>{outcomes[outcome].word}</Badge>,
  },
  { header: "When", headClassName: "w-[14%]", cell: ({ at }) => <RelativeTime iso={at} /> },
  {
    header: "Customer",
    headClassName: "w-[18%]",
    cellClassName: "truncate",
    title: ({ group }) => group?.name,
    cell: ({ group }) => group?.name ?? "—",
  },
  {
    header: "Model",
    cellClassName: "truncate font-mono text-[13px]",
    title: ({ slug }) => slug,
    cell: ({ slug }) => slug,
  },
];

/** Several requests that their caller gave one name, or that belong to one trace; newest first. */
export function NamedRequests({ requests, hasMore }: Found) {
  return (
    <section aria-labelledby="named-requests" className="space-y-3">
      <h2 id="named-requests" className="font-medium text-lg">
        {hasMore ? `The newest ${requests.length}` : requests.length} requests of this name
      </h2>
      <DataTable
        label="Requests of this name"
        stacked
        className="table-fixed sm:min-w-180"
        rows={requests}
        rowKey={({ id }) => id}
        rowProps={({ id }) => ({ "aria-label": id })}
        columns={columns}
      />
    </section>
  );
}

/** One below the other on a phone too, where a row is a card. */
function RequestNames({ id, clientRequestId }: NamedRequest) {
  return (
    <div className="min-w-0">
      <Link
        href={routes.request(id)}
        className="block truncate rounded-sm font-mono text-[13px] text-accent underline-offset-4 hover:underline"
      >
        {id}
      </Link>
      {clientRequestId ? (
        <span
          title={clientRequestId}
          className="block truncate font-mono text-muted-foreground text-xs"
        >
          {clientRequestId}
        </span>
      ) : null}
    </div>
  );
}
