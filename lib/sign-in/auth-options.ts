import "server-only";
import { cookies, headers } from "next/headers";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { database } from "../database";
import { appendDashboardEvent } from "../db/dashboard-audit-store";
import { findMemberByEmail } from "../db/member-store";
import { deleteOldSessions, endSession, insertSession, sessionSeconds } from "../db/session-store";
import { env } from "../env";
import { clientAddress } from "../http/client-address";
import { routes } from "../url-state/routes";
import { deviceCookie, findDevice, knownDevice } from "./known-device";
import { findVerifiedEmail, oidcProvider } from "./oidc-provider";
import { type FailedSignIn, recordFailedSignIn } from "./record-failed-sign-in";
import { verifyCredentials } from "./verify-credentials";

/**
 * Credentials force JWT sessions in next-auth 4, so the token carries nothing but a session id
 * and a member id; whether that session still lives is asked of the database on each request.
 */
export function authOptions(): NextAuthOptions {
  const { nextAuthSecret, oidc } = env();
  return {
    secret: nextAuthSecret,
    session: { strategy: "jwt", maxAge: sessionSeconds, updateAge: sessionSeconds },
    pages: { signIn: routes.signIn, signOut: routes.signIn, error: routes.signIn },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        async authorize(credentials) {
          const nowMs = Date.now();
          const cookie = (await cookies()).get(deviceCookie.name)?.value;
          const result = await verifyCredentials(database(), {
            credentials,
            ip: await clientAddress(),
            nowMs,
            findDevice: (memberId) =>
              findDevice(cookie, memberId, { secret: nextAuthSecret, nowMs }),
          });
          if (result.ok) return result.data;
          if (result.error.code === "TOO_MANY_ATTEMPTS") {
            throw new Error(`TooManyAttempts:${result.error.message}`);
          }
          return null;
        },
      }),
      ...(oidc ? [oidcProvider(oidc)] : []),
    ],
    callbacks: {
      async signIn({ account, profile }) {
        if (account?.provider !== "oidc") return true;
        const email = findVerifiedEmail(profile);
        if (!email) {
          await recordRefused(profile?.email ?? "", "email not verified");
          return `${routes.signIn}?error=EmailNotVerified`;
        }
        if (await findMemberByEmail(database(), email)) return true;
        await recordRefused(email, "not a member");
        return `${routes.signIn}?error=NotAMember`;
      },
      async jwt({ token, user, account, profile }) {
        if (!account) return token;
        const memberId =
          account.provider === "oidc"
            ? (await findMemberByEmail(database(), findVerifiedEmail(profile) ?? ""))?.id
            : user.id;
        if (!memberId) throw new Error("The member was removed while signing in");
        return { sid: await startSession(memberId) };
      },
      // What the browser may ask of /api/auth/session: nothing but that it has a cookie.
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.sid !== "string") return;
        await endSession(database(), token.sid, Date.now());
      },
    },
  };
}

/** Single sign-on vouched for a person, or did not, whom this dashboard does not let in. */
async function recordRefused(email: string, reason: FailedSignIn["reason"]): Promise<void> {
  const ip = await clientAddress();
  await recordFailedSignIn(database(), { email, reason, ip, nowMs: Date.now() });
}

/** This browser's tries are no stranger's from now on. */
async function rememberDevice(memberId: string, nowMs: number): Promise<void> {
  const { nextAuthSecret, canonicalOrigin } = env();
  (await cookies()).set(deviceCookie.name, knownDevice(memberId, nextAuthSecret, nowMs), {
    httpOnly: true,
    sameSite: "lax",
    secure: canonicalOrigin.startsWith("https://"),
    path: deviceCookie.path,
    maxAge: deviceCookie.seconds,
  });
}

async function startSession(memberId: string): Promise<string> {
  const nowMs = Date.now();
  const ip = await clientAddress();
  const userAgent = (await headers()).get("user-agent");
  await rememberDevice(memberId, nowMs);
  return database().transaction(async (tx) => {
    await deleteOldSessions(tx, nowMs);
    const nobody = { actor: null, ip, nowMs };
    await appendDashboardEvent(tx, nobody, "MEMBER_SIGNED_IN", { member_id: memberId });
    return insertSession(tx, { memberId, nowMs, ip, userAgent });
  });
}
