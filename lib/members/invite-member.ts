import { fail, ok, type Result } from "@/lib/gateway/result";
import { appendDashboardEvent } from "../db/dashboard-audit-store";
import { insertMember } from "../db/member-store";
import type { DashboardDatabase } from "../db/open-database";
import type { Role } from "./member";
import type { Acting } from "./member-change";
import { generatePassword, hashPassword } from "./password";

/**
 * Adds a member with a generated password, answered this once. EMAIL_TAKEN; SUBTREE_ADMIN: an
 * admin runs the whole workspace.
 */
export async function inviteMember(
  db: DashboardDatabase,
  input: { email: string; role: Role; subtreeGroupId: string | null },
  acting: Acting,
): Promise<Result<{ email: string; password: string }>> {
  if (input.role === "admin" && input.subtreeGroupId !== null) return subtreeAdmin;
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  return db.transaction(async (tx) => {
    const id = await insertMember(tx, { ...input, passwordHash });
    if (id === undefined) {
      return fail("EMAIL_TAKEN", `${input.email} is a member already`, [
        { path: "email", message: `${input.email} is a member already` },
      ]);
    }
    await appendDashboardEvent(tx, acting, "MEMBER_CREATED", {
      member_id: id,
      email: input.email,
      role: input.role,
      subtree_group_id: input.subtreeGroupId,
    });
    return ok({ email: input.email, password });
  });
}

export const subtreeAdmin = fail(
  "SUBTREE_ADMIN",
  "An admin runs the whole workspace: choose operator or viewer, or leave the group out",
  [{ path: "role", message: "An admin can't be tied to a group" }],
);
