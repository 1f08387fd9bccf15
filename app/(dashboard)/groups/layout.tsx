import type { ReactNode } from "react";
import { readChildren, readWholeList } from "@/components/groups/read-groups";
import { requireMember } from "@/lib/auth/auth";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { hasRole } from "@/lib/members/member";
import { GroupsWorkspace } from "./groups-workspace";

export default async function GroupsLayout({ children }: { children: ReactNode }) {
  const member = await requireMember();
  const capabilities = await serverCapabilities();
  const isWhole = !offers(capabilities, "group_children");
  const first = isWhole
    ? await readWholeList(member, undefined)
    : await readChildren(member, "root", undefined);
  const canCreate = hasRole(member.role, "operator");
  return (
    <GroupsWorkspace
      first={first.ok ? first.data : null}
      error={first.ok ? null : first.error}
      isWhole={isWhole}
      hasHeadroom={offers(capabilities, "headroom")}
      canCreate={canCreate}
      canCreateRoots={canCreate && member.subtreeGroupId === null}
    >
      {children}
    </GroupsWorkspace>
  );
}
