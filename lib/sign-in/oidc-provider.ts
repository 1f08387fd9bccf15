import "server-only";
import type { Profile } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import { email } from "../members/email";

const claims = z.object({
  sub: z.string().min(1),
  email: email.optional(),
  // Some providers send the words.
  email_verified: z.union([z.boolean(), z.enum(["true", "false"])]).optional(),
});

/** The address, only when the provider says that it belongs to this person. */
export function findVerifiedEmail(profile: unknown): string | null {
  const parsed = claims.safeParse(profile);
  if (!parsed.success) return null;
  const { email: address, email_verified: verified } = parsed.data;
  return address && (verified === true || verified === "true") ? address : null;
}

export function oidcProvider(oidc: {
  issuer: string;
  clientId: string;
  clientSecret: string;
}): OAuthConfig<Profile & { sub: string }> {
  return {
    id: "oidc",
    name: "Single sign-on",
    type: "oauth",
    wellKnown: `${oidc.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    profile: (profile) => ({ id: profile.sub, email: profile.email ?? null }),
  };
}
