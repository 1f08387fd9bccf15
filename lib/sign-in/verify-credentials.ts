import { z } from "zod";
import { findMemberByEmail } from "../db/member-store";
import type { DashboardDatabase } from "../db/open-database";
import { forgiveAttempts } from "../db/sign-in-attempt-store";
import { email } from "../members/email";
import { verifyPassword } from "../members/password";
import { fail, ok, type Result } from "../result";
import { takeSignInAttempt } from "./throttle";

const credentials = z.object({ email, password: z.string().min(1).max(256) });

/**
 * Whose email and password are these? Unknown address, wrong password and a member without one
 * are one answer (WRONG_CREDENTIALS) that takes the same time.
 * TOO_MANY_ATTEMPTS carries in its message the moment, in ms, from which one may try again.
 */
export async function verifyCredentials(
  db: DashboardDatabase,
  input: { credentials: unknown; ip: string; nowMs: number },
): Promise<Result<{ id: string; email: string }>> {
  const parsed = credentials.safeParse(input.credentials);
  if (!parsed.success) return fail("WRONG_CREDENTIALS", "Email or password is wrong");
  const attempt = { email: parsed.data.email, ip: input.ip };
  const retryAtMs = await takeSignInAttempt(db, attempt, input.nowMs);
  if (retryAtMs !== null) return fail("TOO_MANY_ATTEMPTS", String(retryAtMs));
  const member = await findMemberByEmail(db, attempt.email);
  const right = await verifyPassword(member?.passwordHash ?? null, parsed.data.password);
  if (!member || !right) return fail("WRONG_CREDENTIALS", "Email or password is wrong");
  await forgiveAttempts(db, attempt);
  return ok({ id: member.id, email: member.email });
}
