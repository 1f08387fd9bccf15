import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { getToken } from "next-auth/jwt";
import { cache } from "react";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { database } from "../database";
import { findSessionMember, touchSession } from "../db/session-store";
import { env } from "../env";
import { isInSubtree } from "../groups/subtree";
import { requestedPathHeader } from "../http/request-headers";
import { checkSameOrigin } from "../http/same-origin";
import { hasRole, type Member, type Role } from "../members/member";
import { routes } from "../url-state/routes";

export type { Member, Role };

/** The member behind this request's cookie; null when signed out, revoked, ended or removed. */
export const currentMember = cache(async (): Promise<Member | null> => {
  const { nextAuthSecret, canonicalOrigin } = env();
  const jar = Object.fromEntries(
    (await cookies()).getAll().map(({ name, value }) => [name, value]),
  );
  // NextRequest's type is wider than what is read: the cookies, and no Authorization header.
  const req = { cookies: jar, headers: {} } as unknown as Parameters<typeof getToken>[0]["req"];
  const token = await getToken({
    req,
    secret: nextAuthSecret,
    secureCookie: canonicalOrigin.startsWith("https://"),
  });
  if (typeof token?.sid !== "string") return null;
  const nowMs = Date.now();
  const member = await findSessionMember(database(), token.sid, nowMs);
  if (!member) return null;
  await touchSession(database(), member.sessionId, nowMs);
  return member;
});

/** For pages and layouts: the member, or off to the sign-in page and back here afterwards. */
export async function requireMember(): Promise<Member> {
  const member = await currentMember();
  if (member) return member;
  const path = (await headers()).get(requestedPathHeader) ?? "/";
  redirect(
    path === "/" ? routes.signIn : `${routes.signIn}?callbackUrl=${encodeURIComponent(path)}`,
  );
}

/**
 * The start of every server action and route handler: origin, session, role, subtree.
 * A member with a subtree passes for a `groupId` inside it, and without one only to look
 * ("viewer"): then the caller limits the answer to `member.subtreeGroupId`.
 * CROSS_ORIGIN, UNAUTHENTICATED, FORBIDDEN, or the server's error when the subtree can't be checked.
 */
export async function authorize(minimumRole: Role, groupId?: string): Promise<Result<Member>> {
  const origin = checkSameOrigin(await headers(), env().canonicalOrigin);
  if (!origin.ok) return origin;
  const member = await currentMember();
  if (!member) return fail("UNAUTHENTICATED", "Your session has ended. Sign in again.");
  const allowed = await checkAccess(member, minimumRole, groupId);
  return allowed.ok ? ok(member) : allowed;
}

/** For pages: may this member look at this group? */
export async function canSeeGroup(member: Member, groupId: string): Promise<Result<null>> {
  return checkAccess(member, "viewer", groupId);
}

async function checkAccess(
  member: Member,
  minimumRole: Role,
  groupId: string | undefined,
): Promise<Result<null>> {
  if (!hasRole(member.role, minimumRole)) {
    return fail("FORBIDDEN", `This needs the role ${minimumRole}; you are ${member.role}.`);
  }
  if (member.subtreeGroupId === null) return ok(null);
  if (groupId === undefined) {
    return minimumRole === "viewer"
      ? ok(null)
      : fail("FORBIDDEN", "You manage one group and what is below it, not the whole workspace.");
  }
  const inside = await isInSubtree(groupId, member.subtreeGroupId);
  if (!inside.ok) return inside;
  return inside.data ? ok(null) : fail("FORBIDDEN", "This group is outside of what you manage.");
}
