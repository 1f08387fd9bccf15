import type { Metadata } from "next";
import { NoGroupSelected } from "@/components/groups/detail/no-group-selected";
import { requireMember } from "@/lib/auth/auth";
import { hasRole } from "@/lib/members/member";

export const metadata: Metadata = { title: "Groups" };

export default async function GroupsPage() {
  const member = await requireMember();
  const canCreateRoots = hasRole(member.role, "operator") && member.subtreeGroupId === null;
  return <NoGroupSelected canCreateRoots={canCreateRoots} />;
}
