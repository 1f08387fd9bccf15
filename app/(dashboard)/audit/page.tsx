import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { AuditTable } from "@/components/audit/audit-table";
import { AuditTabs } from "@/components/audit/audit-tabs";
import { DashboardLog } from "@/components/audit/dashboard-log";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { auditLogPage } from "@/gateway/contracts/audit";
import { requireMember } from "@/lib/auth";
import { callGateway } from "@/lib/gateway-client";
import { hasRole } from "@/lib/members/member";
import { fail } from "@/lib/result";
import { routes } from "@/lib/routes";

export const metadata: Metadata = { title: "Audit" };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AuditPage({ searchParams }: PageProps) {
  const member = await requireMember();
  const asked = await searchParams;
  const isAdmin = hasRole(member.role, "admin");
  if (isAdmin && asked.log === "dashboard") {
    const { before } = asked;
    const beforeId = typeof before === "string" && /^\d{1,18}$/.test(before) ? before : null;
    return (
      <PageBody>
        <AuditHeader />
        <AuditTabs current="dashboard" />
        <DashboardLog beforeId={beforeId} />
      </PageBody>
    );
  }
  const search = typeof asked.search === "string" ? asked.search.slice(0, 255) : "";
  const cursor = typeof asked.cursor === "string" ? asked.cursor : undefined;
  const logs =
    member.subtreeGroupId === null
      ? await callGateway({
          path: "/v1/audit_logs",
          query: { limit: 50, search: search || undefined, cursor },
          answer: auditLogPage,
          member,
        })
      : fail("FORBIDDEN", "The audit log is of the whole workspace; you manage one group of it.");
  return (
    <PageBody>
      <AuditHeader />
      {isAdmin ? <AuditTabs current="gateway" /> : null}
      <search>
        <form action={routes.audit} className="mb-4 flex max-w-120 gap-2">
          <Input
            name="search"
            type="search"
            aria-label="Search the audit log"
            placeholder="Name, id, slug or person"
            defaultValue={search}
          />
          <Button type="submit">Search</Button>
        </form>
      </search>
      {!logs.ok ? (
        <FormError error={logs.error} />
      ) : logs.data.items.length === 0 ? (
        <EmptyState
          icon={ScrollText}
          title={search ? `Nothing found for “${search}”` : "Nothing has been recorded yet"}
          body={
            search
              ? "Try a part of a slug, an external id or an email address."
              : "Every change of endpoints, groups, keys and secrets is kept here."
          }
        />
      ) : (
        <>
          <AuditTable logs={logs.data.items} />
          <nav aria-label="Pages" className="mt-3 flex justify-between gap-2">
            {cursor ? <PageLink label="Newest" search={search} /> : <span />}
            {logs.data.pagination.has_more && logs.data.pagination.cursor ? (
              <PageLink label="Older" search={search} cursor={logs.data.pagination.cursor} />
            ) : null}
          </nav>
        </>
      )}
    </PageBody>
  );
}

function AuditHeader() {
  return <PageHeader title="Audit" description="Who did what, when, and from where." />;
}

function PageLink({ label, search, cursor }: { label: string; search: string; cursor?: string }) {
  const query = new URLSearchParams();
  if (search) query.set("search", search);
  if (cursor) query.set("cursor", cursor);
  return (
    <Button asChild>
      <Link href={query.size > 0 ? `${routes.audit}?${query}` : routes.audit}>{label}</Link>
    </Button>
  );
}
