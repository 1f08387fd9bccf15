import { z } from "zod";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { findMemberByEmail } from "../db/member-store";
import type { DashboardDatabase } from "../db/open-database";
import { forgiveAttempts } from "../db/sign-in-attempt-store";
import { email as emailSchema } from "../members/email";
import { verifyPassword } from "../members/password";
import { type FailedSignIn, recordFailedSignIn } from "./record-failed-sign-in";
import { takeSignInAttempt } from "./throttle";

const credentials = z.object({ email: emailSchema, password: z.string().min(1).max(256) });
const typed = z.object({ email: z.string() });
const wrong = fail("WRONG_CREDENTIALS", "Email or password is wrong");

/**
 * Whose email and password are these? Unknown address, wrong password and a member without one
 * are one answer (WRONG_CREDENTIALS) that takes the same time.
 * TOO_MANY_ATTEMPTS carries in its message the moment, in ms, from which one may try again.
 */
export async function verifyCredentials(
  db: DashboardDatabase,
  input: {
    credentials: unknown;
    ip: string;
    nowMs: number;
    /** Of the browser: is it one that this member was signed in with? */
    findDevice?: (memberId: string | undefined) => string | null;
  },
): Promise<Result<{ id: string; email: string }>> {
  const parsed = credentials.safeParse(input.credentials);
  const { ip, nowMs } = input;
  const record = (reason: FailedSignIn["reason"]) => {
    const read = typed.safeParse(input.credentials);
    return recordFailedSignIn(db, { email: read.data?.email ?? "", reason, ip, nowMs });
  };
  if (!parsed.success) {
    await record("wrong email or password");
    return wrong;
  }
  const { email } = parsed.data;
  const member = await findMemberByEmail(db, email);
  const device = input.findDevice?.(member?.id) ?? null;
  const taken = await takeSignInAttempt(db, { email, ip, device }, nowMs);
  if (!taken.ok) {
    await record("too many attempts");
    return fail("TOO_MANY_ATTEMPTS", String(taken.retryAtMs));
  }
  const right = await verifyPassword(member?.passwordHash ?? null, parsed.data.password);
  if (!member || !right) {
    await record("wrong email or password");
    return wrong;
  }
  await forgiveAttempts(db, taken.attempt);
  return ok({ id: member.id, email: member.email });
}
