import { fail, ok, type Result } from "@/lib/gateway/result";
import { appendDashboardEvent } from "../db/dashboard-audit-store";
import { findMemberByEmail, updatePasswordHash } from "../db/member-store";
import type { DashboardDatabase } from "../db/open-database";
import { revokeMemberSessions } from "../db/session-store";
import { deleteAttemptsAt } from "../db/sign-in-attempt-store";
import { generatePassword, hashPassword } from "./password";

/**
 * Gives a member a new generated password, shown once, and ends all their sessions. Guesses at the
 * old one count no more: it is the way in for somebody whose account is guessed at.
 * Runs in plain Node (scripts) too. NOT_FOUND: no member has this address.
 */
export async function resetPassword(
  db: DashboardDatabase,
  input: {
    email: string;
    actor: { id: string; email: string } | null;
    ip: string | null;
    nowMs: number;
  },
): Promise<Result<{ email: string; password: string }>> {
  const address = input.email.trim().toLowerCase();
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  return db.transaction(async (tx) => {
    const member = await findMemberByEmail(tx, address);
    if (!member) return fail("NOT_FOUND", `No member has the address ${address}`);
    await updatePasswordHash(tx, member.id, passwordHash);
    await revokeMemberSessions(tx, member.id, input.nowMs);
    await deleteAttemptsAt(tx, member.email);
    const whose = { member_id: member.id, email: member.email };
    await appendDashboardEvent(tx, input, "MEMBER_PASSWORD_RESET", whose);
    return ok({ email: member.email, password });
  });
}
