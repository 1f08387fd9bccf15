"use server";

import { z } from "zod";
import { authorize, type Member } from "@/lib/auth/auth";
import { database } from "@/lib/database";
import { findMember } from "@/lib/db/member-store";
import { revokeSession } from "@/lib/db/session-store";
import { parseInput } from "@/lib/gateway/parse-input";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { clientAddress } from "@/lib/http/client-address";
import { changeMemberAccess } from "@/lib/members/change-member-access";
import { changeOwnPassword } from "@/lib/members/change-own-password";
import { email } from "@/lib/members/email";
import { inviteMember } from "@/lib/members/invite-member";
import { roles } from "@/lib/members/member";
import type { Acting } from "@/lib/members/member-change";
import { password } from "@/lib/members/password";
import { removeMember } from "@/lib/members/remove-member";
import { resetPassword } from "@/lib/members/reset-password";

const id = z.string().min(1).max(100);
const access = {
  role: z.enum(roles, { error: "role must be viewer, operator or admin" }),
  subtreeGroupId: z.string().min(1).max(255).nullable(),
};

export interface OneTimePassword {
  email: string;
  /** Shown once, stored nowhere. */
  password: string;
}

export async function inviteMemberAction(input: unknown): Promise<Result<OneTimePassword>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  const parsed = parseInput(z.object({ email, ...access }), input);
  if (!parsed.ok) return parsed;
  return inviteMember(database(), parsed.data, await actingAs(member.data));
}

export async function changeMemberAccessAction(input: unknown): Promise<Result<null>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  const parsed = parseInput(z.object({ id, ...access }), input);
  if (!parsed.ok) return parsed;
  return changeMemberAccess(database(), parsed.data, await actingAs(member.data));
}

export async function removeMemberAction(input: unknown): Promise<Result<null>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  const parsed = parseInput(z.object({ id }), input);
  if (!parsed.ok) return parsed;
  if (parsed.data.id === member.data.id) {
    return fail("SELF", "You can't remove yourself: ask another admin.");
  }
  return removeMember(database(), parsed.data, await actingAs(member.data));
}

export async function resetMemberPasswordAction(input: unknown): Promise<Result<OneTimePassword>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  const parsed = parseInput(z.object({ id }), input);
  if (!parsed.ok) return parsed;
  const found = await findMember(database(), parsed.data.id);
  if (!found) return fail("NOT_FOUND", "This member was removed meanwhile");
  return resetPassword(database(), { email: found.email, ...(await actingAs(member.data)) });
}

/** Anybody ends their own sessions; an admin anybody's. */
export async function revokeSessionAction(input: unknown): Promise<Result<null>> {
  const member = await authorize("viewer");
  if (!member.ok) return member;
  const parsed = parseInput(z.object({ memberId: id, sessionId: id }), input);
  if (!parsed.ok) return parsed;
  const { memberId, sessionId } = parsed.data;
  if (memberId !== member.data.id && member.data.role !== "admin") {
    return fail("FORBIDDEN", "Only an admin can end somebody else's session.");
  }
  const revoked = await revokeSession(database(), { id: sessionId, memberId }, Date.now());
  return revoked ? ok(null) : fail("NOT_FOUND", "This session has ended already");
}

export async function changeOwnPasswordAction(input: unknown): Promise<Result<null>> {
  const member = await authorize("viewer");
  if (!member.ok) return member;
  const parsed = parseInput(
    z.object({ currentPassword: z.string().max(256), newPassword: password }),
    input,
  );
  if (!parsed.ok) return parsed;
  return changeOwnPassword(
    database(),
    { ...parsed.data, sessionId: member.data.sessionId },
    await actingAs(member.data),
  );
}

async function actingAs(member: Member): Promise<Acting> {
  return {
    actor: { id: member.id, email: member.email },
    ip: await clientAddress(),
    nowMs: Date.now(),
  };
}
