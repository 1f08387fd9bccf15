import { FolderTree } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { loadNearest } from "@/components/overview/load-nearest";
import { loadOverview } from "@/components/overview/load-overview";
import { NearestLimits } from "@/components/overview/nearest-limits";
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
  const reading = loadNearest(member).then((read) => read && <NearestLimits initial={read} />);
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
        <div className="mt-8">{await reading}</div>
      </PageBody>
    );
  }
  const [overview, nearest] = await Promise.all([loadOverview(member), reading]);
  return (
    <PageBody>
      {overview.ok ? (
        <Overview
          initial={overview.data}
          canEdit={hasRole(member.role, "operator")}
          nearest={nearest}
        />
      ) : (
        <>
          <PageHeader title="Overview" actions={<RetryButton />} />
          <FormError error={overview.error} />
        </>
      )}
    </PageBody>
  );
}
