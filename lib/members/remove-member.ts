import { fail, ok, type Result } from "@/lib/gateway/result";
import { appendDashboardEvent } from "../db/dashboard-audit-store";
import { countOtherAdmins, deleteMember, findMember, lockMembers } from "../db/member-store";
import type { DashboardDatabase } from "../db/open-database";
import type { Acting } from "./member-change";

/** Removes the member and, with the row, every session. NOT_FOUND, LAST_ADMIN. */
export async function removeMember(
  db: DashboardDatabase,
  input: { id: string },
  acting: Acting,
): Promise<Result<null>> {
  return db.transaction(async (tx) => {
    await lockMembers(tx);
    const member = await findMember(tx, input.id);
    if (!member) return fail("NOT_FOUND", "This member was removed meanwhile");
    if (member.role === "admin" && (await countOtherAdmins(tx, member.id)) === 0) {
      return fail("LAST_ADMIN", "The last admin must stay: make somebody else admin first");
    }
    await deleteMember(tx, member.id);
    const removed = { member_id: member.id, email: member.email, role: member.role };
    await appendDashboardEvent(tx, acting, "MEMBER_REMOVED", removed);
    return ok(null);
  });
}
