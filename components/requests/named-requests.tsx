import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { NamedRequests as Found, NamedRequest } from "@/lib/requests/find-requests";
import { routes } from "@/lib/url-state/routes";
import { outcomes } from "./outcomes";

/** Several requests that their caller gave one name, or that belong to one trace; newest first. */
export function NamedRequests({ requests, hasMore }: Found) {
  return (
    <section aria-labelledby="named-requests" className="space-y-3">
      <h2 id="named-requests" className="font-medium text-lg">
        {hasMore ? `The newest ${requests.length}` : requests.length} requests of this name
      </h2>
      <Table aria-label="Requests of this name" stacked className="table-fixed sm:min-w-180">
        <THead>
          <TR>
            <TH className="w-[34%]">Request</TH>
            <TH className="w-[16%]">Outcome</TH>
            <TH className="w-[14%]">When</TH>
            <TH className="w-[18%]">Customer</TH>
            <TH>Model</TH>
          </TR>
        </THead>
        <TBody>
          {requests.map((request) => (
            <RequestLine key={request.id} request={request} />
          ))}
        </TBody>
      </Table>
    </section>
  );
}

function RequestLine({
  request: { id, clientRequestId, outcome, at, group, slug },
}: {
  request: NamedRequest;
}) {
  const { tone, word } = outcomes[outcome];
  return (
    <TR aria-label={id}>
      <TH scope="row" className="font-normal">
        {/* One below the other on a phone too, where a row is a card. */}
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
      </TH>
      <TD label="Outcome">
        <Badge tone={tone}>{word}</Badge>
      </TD>
      <TD label="When">
        <RelativeTime iso={at} />
      </TD>
      <TD label="Customer" className="truncate" title={group?.name}>
        {group?.name ?? "—"}
      </TD>
      <TD label="Model" className="truncate font-mono text-[13px]" title={slug}>
        {slug}
      </TD>
    </TR>
  );
}
