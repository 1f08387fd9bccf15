import { FormError } from "@/components/forms/form-error";
import type { Member } from "@/lib/auth/auth";
import type { AuditView } from "@/lib/url-state/audit-view";
import { AuditPages } from "./audit-pages";
import { AuditTable } from "./audit-table";
import { NoEntries } from "./no-entries";
import { readAuditLogs } from "./read-audit";

const pageEntries = 50;

export interface GatewayLogProps {
  member: Member;
  view: AuditView;
  cursor: string | undefined;
}

/** What was done over the server's management API. */
export async function GatewayLog({ member, view, cursor }: GatewayLogProps) {
  const page = await readAuditLogs(member, view, {
    ...{ limit: pageEntries, cursor },
    nowMs: Date.now(),
  });
  if (!page.ok) return <FormError error={page.error} />;
  if (page.data.items.length === 0) return <NoEntries view={view} next={page.data.cursor} />;
  return (
    <>
      <AuditTable logs={page.data.items} />
      <AuditPages view={view} cursor={cursor} next={page.data.cursor} />
    </>
  );
}
