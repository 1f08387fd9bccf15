import { FolderTree } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { loadOverview } from "@/components/overview/load-overview";
import { Overview } from "@/components/overview/overview";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { FormError } from "@/components/ui/form-error";
import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { RetryButton } from "@/components/ui/retry-button";
import { requireMember } from "@/lib/auth";
import { hasRole } from "@/lib/members/member";
import { routes } from "@/lib/routes";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage() {
  const member = await requireMember();
  if (member.subtreeGroupId !== null) {
    return (
      <PageBody>
        <PageHeader title="Overview" />
        <EmptyState
          icon={FolderTree}
          title="You manage one group and what is below it"
          body="Its limits, keys and usage are under Groups."
          action={
            <Button variant="primary" asChild>
              <Link href={routes.group(member.subtreeGroupId)}>Open your group</Link>
            </Button>
          }
        />
      </PageBody>
    );
  }
  const overview = await loadOverview(member);
  return (
    <PageBody>
      {overview.ok ? (
        <Overview initial={overview.data} canEdit={hasRole(member.role, "operator")} />
      ) : (
        <>
          <PageHeader title="Overview" actions={<RetryButton />} />
          <FormError error={overview.error} />
        </>
      )}
    </PageBody>
  );
}
