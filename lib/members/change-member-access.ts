import { fail, ok, type Result } from "@/lib/gateway/result";
import { appendDashboardEvent } from "../db/dashboard-audit-store";
import { countOtherAdmins, findMember, lockMembers, updateMemberAccess } from "../db/member-store";
import type { DashboardDatabase } from "../db/open-database";
import { subtreeAdmin } from "./invite-member";
import type { Role } from "./member";
import type { Acting } from "./member-change";

/** Takes effect with the member's next request. NOT_FOUND, LAST_ADMIN, SUBTREE_ADMIN. */
export async function changeMemberAccess(
  db: DashboardDatabase,
  input: { id: string; role: Role; subtreeGroupId: string | null },
  acting: Acting,
): Promise<Result<null>> {
  if (input.role === "admin" && input.subtreeGroupId !== null) return subtreeAdmin;
  return db.transaction(async (tx) => {
    await lockMembers(tx);
    const member = await findMember(tx, input.id);
    if (!member) return fail("NOT_FOUND", "This member was removed meanwhile");
    const isDemotion = member.role === "admin" && input.role !== "admin";
    if (isDemotion && (await countOtherAdmins(tx, member.id)) === 0) {
      return fail("LAST_ADMIN", "The last admin must stay: make somebody else admin first");
    }
    await updateMemberAccess(tx, member.id, input);
    await appendDashboardEvent(tx, acting, "MEMBER_UPDATED", {
      member_id: member.id,
      email: member.email,
      previous_role: member.role,
      role: input.role,
      previous_subtree_group_id: member.subtreeGroupId,
      subtree_group_id: input.subtreeGroupId,
    });
    return ok(null);
  });
}
