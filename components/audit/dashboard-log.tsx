import type { AuditView } from "@/lib/url-state/audit-view";
import { AuditPages } from "./audit-pages";
import { DashboardEventsTable } from "./dashboard-events-table";
import { NoEntries } from "./no-entries";
import { readDashboardEvents, readMemberEmails } from "./read-dashboard-events";

const pageEvents = 50;

export interface DashboardLogProps {
  view: AuditView;
  cursor: string | undefined;
}

/** Sign-ins and members. The caller has made sure that an admin looks at it. */
export async function DashboardLog({ view, cursor }: DashboardLogProps) {
  const [page, emails] = await Promise.all([
    readDashboardEvents(view, { limit: pageEvents, cursor, nowMs: Date.now() }),
    readMemberEmails(),
  ]);
  if (page.items.length === 0) return <NoEntries view={view} />;
  return (
    <>
      <DashboardEventsTable events={page.items} emails={emails} />
      <AuditPages view={view} cursor={cursor} next={page.cursor} />
    </>
  );
}
