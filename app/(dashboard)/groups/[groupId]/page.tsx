import type { Metadata } from "next";
import { cache, Suspense } from "react";
import { GroupHeader } from "@/components/groups/detail/group-header";
import { GroupTabs } from "@/components/groups/detail/group-tabs";
import { GroupUnavailable } from "@/components/groups/detail/group-unavailable";
import { TableSkeleton } from "@/components/ui/skeleton";
import { maxLevels } from "@/gateway/contracts/sizes";
import { canSeeGroup, requireMember } from "@/lib/auth/auth";
import { groupLabel, readGroupWithPath } from "@/lib/groups/group-path";
import { hasRole } from "@/lib/members/member";
import { type GroupTab, groupTabs } from "@/lib/url-state/routes";
import type { SearchParams } from "@/lib/url-state/search-params";
import { parseUsageView } from "@/lib/url-state/usage-view";
import { GroupPanel } from "./group-panel";

interface GroupPageProps {
  params: Promise<{ groupId: string }>;
  searchParams: Promise<SearchParams>;
}

/** Once for the title and the page. */
const readVisibleGroup = cache(async (groupId: string) => {
  const member = await requireMember();
  const visible = await canSeeGroup(member, groupId);
  return visible.ok ? readGroupWithPath(groupId, member) : visible;
});

export async function generateMetadata({ params }: GroupPageProps): Promise<Metadata> {
  const read = await readVisibleGroup(decodeURIComponent((await params).groupId));
  return { title: read.ok ? groupLabel(read.data.group) : "Group" };
}

export default async function GroupPage({ params, searchParams }: GroupPageProps) {
  const member = await requireMember();
  const query = await searchParams;
  const tab = parseTab(query["tab"]);
  const read = await readVisibleGroup(decodeURIComponent((await params).groupId));
  if (!read.ok) return <GroupUnavailable error={read.error} />;
  const { group, path } = read.data;
  const canEdit = hasRole(member.role, "operator");
  const isTop = group.id === member.subtreeGroupId;
  const ancestors = path
    .slice(0, -1)
    .flatMap(({ id, name }) => (name === null ? [] : [{ id, name }]));
  return (
    <div className="w-full max-w-content space-y-4 p-4 md:p-6">
      <GroupHeader
        group={{
          id: group.id,
          name: group.metadata.name ?? "",
          externalId: group.metadata.external_entity_id,
          parentId: group.hierarchy.parent_group_id ?? null,
          enforcement: group.hierarchy.limit_enforcement,
          level: path.length,
          slugs: group.models.map(({ slug }) => slug),
        }}
        ancestors={ancestors}
        canEdit={canEdit}
        canDelete={hasRole(member.role, "admin") && !isTop}
      />
      <GroupTabs groupId={group.id} current={tab} subgroups={group.child_count ?? null}>
        <Suspense key={`${group.id} ${tab}`} fallback={<TableSkeleton rows={4} label={tab} />}>
          <GroupPanel
            tab={tab}
            member={member}
            group={group}
            path={path}
            canEdit={canEdit}
            canAddSubgroup={canEdit && path.length < maxLevels}
            usageView={parseUsageView(query)}
          />
        </Suspense>
      </GroupTabs>
    </div>
  );
}

function parseTab(value: string | string[] | undefined): GroupTab {
  return groupTabs.find((tab) => tab === value) ?? "limits";
}
