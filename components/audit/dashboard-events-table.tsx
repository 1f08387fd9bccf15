import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { DashboardEventRow, DashboardEventType } from "@/lib/db/dashboard-audit-store";

const titles: Record<DashboardEventType, string> = {
  MEMBER_SIGNED_IN: "Signed in",
  MEMBER_CREATED: "Member invited",
  MEMBER_UPDATED: "Access changed",
  MEMBER_REMOVED: "Member removed",
  MEMBER_PASSWORD_RESET: "Password changed",
  MEMBER_SESSION_REVOKED: "Session ended",
};

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
          <TH>Whose</TH>
          <TH className="hidden sm:table-cell">By</TH>
          <TH className="hidden md:table-cell">From</TH>
          <TH className="text-right">When</TH>
        </TR>
      </THead>
      <TBody>
        {events.map((event) => {
          const { member_id: memberId, email } = event.eventData;
          const whose = email ?? (memberId && emails.get(memberId)) ?? memberId ?? "—";
          return (
            <TR key={event.id} className="hover:bg-hover/60">
              <TD className="whitespace-nowrap">{titles[event.eventType] ?? event.eventType}</TD>
              <TD className="max-w-32 sm:max-w-80">
                <span className="block truncate" title={whose}>
                  {whose}
                </span>
                <Change event={event} />
              </TD>
              <TD className="hidden max-w-56 truncate sm:table-cell">{byOf(event, whose)}</TD>
              <TD className="hidden whitespace-nowrap font-mono text-[13px] text-muted-foreground md:table-cell">
                {event.ip ?? "—"}
              </TD>
              <TD className="whitespace-nowrap text-right text-muted-foreground">
                <RelativeTime iso={event.at.toISOString()} />
              </TD>
            </TR>
          );
        })}
      </TBody>
    </Table>
  );
}

/** What else was recorded: roles, subtrees, before and after. */
function Change({ event }: { event: DashboardEventRow }) {
  const rest = Object.entries(event.eventData).filter(
    ([name, value]) => name !== "member_id" && name !== "email" && value !== null,
  );
  if (rest.length === 0) return null;
  return (
    <span className="block truncate text-muted-foreground text-xs">
      {rest.map(([name, value]) => `${name.replaceAll("_", " ")}: ${value}`).join(" · ")}
    </span>
  );
}

function byOf(event: DashboardEventRow, whose: string): string {
  if (event.actor) return event.actor.email;
  return event.eventType === "MEMBER_SIGNED_IN" ? whose : "a command on the server";
}
