import type { Metadata } from "next";
import { FormError } from "@/components/forms/form-error";
import { GroupOverview } from "@/components/overview/group-overview";
import { loadNearest } from "@/components/overview/load-nearest";
import { loadOverview } from "@/components/overview/load-overview";
import { NearestLimits } from "@/components/overview/nearest-limits";
import { Overview } from "@/components/overview/overview";
import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { RetryButton } from "@/components/ui/retry-button";
import { requireMember } from "@/lib/auth/auth";
import { hasRole } from "@/lib/members/member";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage() {
  const member = await requireMember();
  const { subtreeGroupId: groupId } = member;
  const [overview, nearest] = await Promise.all([
    loadOverview(member, Date.now()),
    loadNearest(member).then((read) => read && <NearestLimits initial={read} />),
  ]);
  return (
    <PageBody>
      {overview.ok ? (
        <Overview
          initial={overview.data}
          canEdit={hasRole(member.role, "operator")}
          nearest={nearest}
        />
      ) : groupId === null ? (
        <>
          <PageHeader title="Overview" actions={<RetryButton />} />
          <FormError error={overview.error} />
        </>
      ) : (
        <GroupOverview groupId={groupId} traffic={null} nearest={null}>
          <FormError error={overview.error} />
        </GroupOverview>
      )}
    </PageBody>
  );
}
