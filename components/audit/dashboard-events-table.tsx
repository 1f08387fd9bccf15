import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { DashboardEventRow } from "@/lib/db/dashboard-audit-store";
import { formatActor, formatDetail, formatOwner, formatTitle } from "./describe-dashboard-event";

export interface DashboardEventsTableProps {
  events: DashboardEventRow[];
  /** Member id → email, of those who are members still. */
  emails: ReadonlyMap<string, string>;
}

/** What people did to the dashboard itself, newest first. */
export function DashboardEventsTable({ events, emails }: DashboardEventsTableProps) {
  return (
    <Table aria-label="Dashboard events">
      <THead>
        <TR>
          <TH>Event</TH>
          <TH className="hidden sm:table-cell">Whose</TH>
          <TH className="hidden sm:table-cell">By</TH>
          <TH className="hidden md:table-cell">From</TH>
          <TH className="text-right">When</TH>
        </TR>
      </THead>
      <TBody>
        {events.map((event) => {
          const whose = formatOwner(event, emails);
          const detail = formatDetail(event);
          return (
            <TR key={event.id} className="hover:bg-hover/60">
              <TD className="py-1.5 sm:whitespace-nowrap">
                {formatTitle(event)}
                <span className="wrap-anywhere block text-muted-foreground text-xs sm:hidden">
                  <span className="block text-foreground">{whose}</span>
                  {detail ? <span className="block">{detail}</span> : null}
                  {event.ip ? <span className="block font-mono">{event.ip}</span> : null}
                </span>
              </TD>
              <TD className="hidden max-w-80 py-1.5 sm:table-cell">
                <span className="block truncate" title={whose}>
                  {whose}
                </span>
                {detail ? (
                  <span className="block text-muted-foreground text-xs">{detail}</span>
                ) : null}
              </TD>
              <TD className="hidden max-w-56 truncate sm:table-cell">
                {formatActor(event, whose)}
              </TD>
              <TD className="hidden whitespace-nowrap font-mono text-[13px] text-muted-foreground md:table-cell">
                {event.ip ?? "—"}
              </TD>
              <TD className="whitespace-nowrap py-1.5 text-right text-muted-foreground max-sm:align-top">
                <RelativeTime iso={event.at.toISOString()} />
              </TD>
            </TR>
          );
        })}
      </TBody>
    </Table>
  );
}
