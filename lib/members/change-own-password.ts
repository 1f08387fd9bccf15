import { fail, ok, type Result } from "@/lib/gateway/result";
import { appendDashboardEvent } from "../db/dashboard-audit-store";
import { findMemberByEmail, updatePasswordHash } from "../db/member-store";
import type { DashboardDatabase } from "../db/open-database";
import { revokeMemberSessions } from "../db/session-store";
import { forgiveAttempts } from "../db/sign-in-attempt-store";
import { takeSignInAttempt } from "../sign-in/throttle";
import type { Acting } from "./member-change";
import { hashPassword, verifyPassword } from "./password";

/**
 * Ends every other session of the member. WRONG_PASSWORD for the current one, which is limited
 * like signing in: TOO_MANY_ATTEMPTS. Members without a password (single sign-on) need an admin.
 */
export async function changeOwnPassword(
  db: DashboardDatabase,
  input: { currentPassword: string; newPassword: string; sessionId: string },
  acting: Acting,
): Promise<Result<null>> {
  const { email } = acting.actor;
  // A session is as good as a known device: strangers who guess at the account don't stop its owner.
  const attempt = { email, ip: acting.ip ?? "unknown", device: input.sessionId };
  const taken = await takeSignInAttempt(db, attempt, acting.nowMs);
  if (!taken.ok) {
    return fail("TOO_MANY_ATTEMPTS", "Too many wrong passwords. Try again in a few minutes.");
  }
  const member = await findMemberByEmail(db, email);
  if (!(await verifyPassword(member?.passwordHash ?? null, input.currentPassword)) || !member) {
    const message = "This is not your current password";
    return fail("WRONG_PASSWORD", message, [{ path: "currentPassword", message }]);
  }
  await forgiveAttempts(db, taken.attempt);
  const passwordHash = await hashPassword(input.newPassword);
  return db.transaction(async (tx) => {
    await updatePasswordHash(tx, member.id, passwordHash);
    await revokeMemberSessions(tx, member.id, acting.nowMs, input.sessionId);
    const whose = { member_id: member.id, email: member.email };
    await appendDashboardEvent(tx, acting, "MEMBER_PASSWORD_RESET", whose);
    return ok(null);
  });
}
