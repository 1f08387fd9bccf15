import Link from "next/link";
import { Button } from "@/components/ui/button";
import { database } from "@/lib/database";
import { listDashboardEvents } from "@/lib/db/dashboard-audit-store";
import { listMembers } from "@/lib/db/member-store";
import { routes } from "@/lib/routes";
import { DashboardEventsTable } from "./dashboard-events-table";

const pageEvents = 50;

/** Sign-ins and members. The caller has made sure that an admin looks at it. */
export async function DashboardLog({ beforeId }: { beforeId: string | null }) {
  const [events, members] = await Promise.all([
    listDashboardEvents(database(), { beforeId, limit: pageEvents + 1 }),
    listMembers(database()),
  ]);
  const shown = events.slice(0, pageEvents);
  const last = shown.at(-1);
  return (
    <>
      <DashboardEventsTable
        events={shown}
        emails={new Map(members.map(({ id, email }) => [id, email]))}
      />
      <nav aria-label="Pages" className="mt-3 flex justify-between gap-2">
        {beforeId ? <PageLink label="Newest" href={routes.dashboardAudit()} /> : <span />}
        {events.length > pageEvents && last ? (
          <PageLink label="Older" href={routes.dashboardAudit(last.id)} />
        ) : null}
      </nav>
    </>
  );
}

function PageLink({ label, href }: { label: string; href: string }) {
  return (
    <Button asChild>
      <Link href={href}>{label}</Link>
    </Button>
  );
}
