import type { Metadata } from "next";
import { AuditFilters } from "@/components/audit/audit-filters";
import { AuditTabs } from "@/components/audit/audit-tabs";
import { DashboardLog } from "@/components/audit/dashboard-log";
import { GatewayLog } from "@/components/audit/gateway-log";
import { gatewayFilters, readAuditActors } from "@/components/audit/read-audit";
import { dashboardFilters } from "@/components/audit/read-dashboard-events";
import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { requireMember } from "@/lib/auth/auth";
import { hasRole } from "@/lib/members/member";
import { parseAuditView } from "@/lib/url-state/audit-view";
import type { SearchParams } from "@/lib/url-state/search-params";

export const metadata: Metadata = { title: "Audit" };

interface PageProps {
  searchParams: Promise<SearchParams>;
}

export default async function AuditPage({ searchParams }: PageProps) {
  const member = await requireMember();
  const asked = await searchParams;
  const isAdmin = hasRole(member.role, "admin");
  const log = isAdmin && asked.log === "dashboard" ? "dashboard" : "gateway";
  const cursor = typeof asked.cursor === "string" ? asked.cursor : undefined;
  const has = log === "dashboard" ? dashboardFilters : await gatewayFilters();
  const view = parseAuditView(asked, log, has);
  const isVisible = log === "dashboard" || member.subtreeGroupId === null;
  return (
    <PageBody>
      <PageHeader
        title="Audit"
        description="Who did what, when, and from where. Days are those of UTC."
      />
      {isAdmin ? <AuditTabs current={log} /> : null}
      {isVisible ? (
        <AuditFilters
          view={view}
          has={has}
          actors={has.actor ? await readAuditActors() : { people: [], keys: [] }}
        />
      ) : null}
      {log === "dashboard" ? (
        <DashboardLog view={view} cursor={cursor} />
      ) : (
        <GatewayLog member={member} view={view} cursor={cursor} />
      )}
    </PageBody>
  );
}
