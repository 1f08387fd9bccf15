import type { Metadata } from "next";
import { ImportPage } from "@/components/import/import-page";
import { EmptyState } from "@/components/ui/empty-state";
import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { requireMember } from "@/lib/auth/auth";
import { hasRole } from "@/lib/members/member";

export const metadata: Metadata = { title: "Import groups" };

export default async function Page() {
  const member = await requireMember();
  return (
    <PageBody>
      <PageHeader
        title="Import groups"
        description="Create and change many groups from one file. First it is compared with what is there; nothing changes before you apply it, and nothing is ever deleted."
      />
      {hasRole(member.role, "operator") ? (
        <ImportPage topId={member.subtreeGroupId} />
      ) : (
        <EmptyState title="An operator or admin can import groups" />
      )}
    </PageBody>
  );
}
