import Link from "next/link";
import { Button } from "@/components/ui/button";
import { type AuditView, auditHref } from "@/lib/url-state/audit-view";

export interface AuditPagesProps {
  view: AuditView;
  /** Where this page begins; undefined = with the newest. */
  cursor: string | undefined;
  /** Where the next one begins; null = there is none. */
  next: string | null;
}

export function AuditPages({ view, cursor, next }: AuditPagesProps) {
  return (
    <nav aria-label="Pages" className="mt-3 flex justify-between gap-2">
      {cursor ? <PageLink label="Newest" href={auditHref(view)} /> : <span />}
      {next ? <PageLink label="Older" href={auditHref(view, next)} /> : null}
    </nav>
  );
}

function PageLink({ label, href }: { label: string; href: string }) {
  return (
    <Button asChild>
      <Link href={href}>{label}</Link>
    </Button>
  );
}
