import { DataTable } from "@/components/ui/data-table/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { DashboardEventRow } from "@/lib/db/dashboard-audit-store";
import { formatActor, formatDetail, formatOwner, formatTitle } from "./describe-dashboard-event";

export interface DashboardEventsTableProps {
  events: DashboardEventRow[];
  /** Member id → email, of those who are members still. */
  emails: ReadonlyMap<string, string>;
}

/** What people did to the dashboard itself, newest first. */
export function DashboardEventsTable({ events, emails }: DashboardEventsTableProps) {
  const rows = events.map((event) => ({
    event,
    whose: formatOwner(event, emails),
    detail: formatDetail(event),
  }));
  return (
    <DataTable
      label="Dashboard events"
      rows={rows}
      rowKey={({ event }) => event.id}
      rowProps={() => ({ className: "hover:bg-hover/60" })}
      columns={[
        {
          header: "Event",
          cellClassName: "py-1.5 sm:whitespace-nowrap",
          cell: ({ event, whose, detail }) => (
            <>
              {formatTitle(event)}
              <span className="wrap-anywhere block text-muted-foreground text-xs sm:hidden">
                <span className="block text-foreground">{whose}</span>
                {detail ? <span className="block">{detail}</span> : null}
                {event.ip ? <span className="block font-mono">{event.ip}</span> : null}
              </span>
            </>
          ),
        },
        {
          header: "Whose",
          className: "hidden sm:table-cell",
          cellClassName: "max-w-80 py-1.5",
          cell: ({ whose, detail }) => (
            <>
              <span className="block truncate" title={whose}>
                {whose}
              </span>
              {detail ? (
                <span className="block text-muted-foreground text-xs">{detail}</span>
              ) : null}
            </>
          ),
        },
        {
          header: "By",
          className: "hidden max-w-56 truncate sm:table-cell",
          cell: ({ event, whose }) => formatActor(event, whose),
        },
        {
          header: "From",
          className: "hidden md:table-cell",
          cellClassName: "whitespace-nowrap font-mono text-[13px] text-muted-foreground",
          cell: ({ event }) => event.ip ?? "—",
        },
        {
          header: "When",
          className: "whitespace-nowrap text-right",
          cellClassName: "py-1.5 text-muted-foreground max-sm:align-top",
          cell: ({ event }) => <RelativeTime iso={event.at.toISOString()} />,
        },
      ]}
    />
  );
}
