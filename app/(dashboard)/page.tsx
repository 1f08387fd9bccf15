import type { Metadata } from "next";
import { GroupOverview } from "@/components/overview/group-overview";
import { loadOverview } from "@/components/overview/load-overview";
import { Overview } from "@/components/overview/overview";
import { FormError } from "@/components/ui/form-error";
import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { RetryButton } from "@/components/ui/retry-button";
import { requireMember } from "@/lib/auth";
import { hasRole } from "@/lib/members/member";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage() {
  const member = await requireMember();
  const { subtreeGroupId: groupId } = member;
  const overview = await loadOverview(member, Date.now());
  return (
    <PageBody>
      {overview.ok ? (
        <Overview initial={overview.data} canEdit={hasRole(member.role, "operator")} />
      ) : groupId === null ? (
        <>
          <PageHeader title="Overview" actions={<RetryButton />} />
          <FormError error={overview.error} />
        </>
      ) : (
        <GroupOverview groupId={groupId} traffic={null}>
          <FormError error={overview.error} />
        </GroupOverview>
      )}
    </PageBody>
  );
}
