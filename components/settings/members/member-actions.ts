"use server";

import { z } from "zod";
import type { Member } from "@/lib/auth/auth";
import { serverAction } from "@/lib/auth/server-action";
import { database } from "@/lib/database";
import { findMember } from "@/lib/db/member-store";
import { revokeSession } from "@/lib/db/session-store";
import { fail, ok } from "@/lib/gateway/result";
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
  role: z.enum(roles),
  subtreeGroupId: z.string().min(1).max(255).nullable(),
};

export interface OneTimePassword {
  email: string;
  /** Shown once, stored nowhere. */
  password: string;
}

export const inviteMemberAction = serverAction(
  "admin",
  z.object({ email, ...access }),
  async (invited, { member }) => inviteMember(database(), invited, await actingAs(member)),
);

export const changeMemberAccessAction = serverAction(
  "admin",
  z.object({ id, ...access }),
  async (change, { member }) => changeMemberAccess(database(), change, await actingAs(member)),
);

export const removeMemberAction = serverAction(
  "admin",
  z.object({ id }),
  async (removed, { member }) => {
    if (removed.id === member.id) {
      return fail("SELF", "You can't remove yourself: ask another admin.");
    }
    return removeMember(database(), removed, await actingAs(member));
  },
);

export const resetMemberPasswordAction = serverAction(
  "admin",
  z.object({ id }),
  async ({ id }, { member }) => {
    const found = await findMember(database(), id);
    if (!found) return fail("NOT_FOUND", "This member was removed meanwhile");
    return resetPassword(database(), { email: found.email, ...(await actingAs(member)) });
  },
);

/** Anybody ends their own sessions; an admin anybody's. */
export const revokeSessionAction = serverAction(
  "viewer",
  z.object({ memberId: id, sessionId: id }),
  async ({ memberId, sessionId }, { member }) => {
    if (memberId !== member.id && member.role !== "admin") {
      return fail("FORBIDDEN", "Only an admin can end somebody else's session.");
    }
    const revoked = await revokeSession(database(), { id: sessionId, memberId }, Date.now());
    return revoked ? ok(null) : fail("NOT_FOUND", "This session has ended already");
  },
);

export const changeOwnPasswordAction = serverAction(
  "viewer",
  z.object({ currentPassword: z.string().max(256), newPassword: password }),
  async (passwords, { member }) => {
    const change = { ...passwords, sessionId: member.sessionId };
    return changeOwnPassword(database(), change, await actingAs(member));
  },
);

async function actingAs(member: Member): Promise<Acting> {
  return {
    actor: { id: member.id, email: member.email },
    ip: await clientAddress(),
    nowMs: Date.now(),
  };
}
