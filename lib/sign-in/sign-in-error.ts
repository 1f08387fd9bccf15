/** What the sign-in page says for next-auth's `error`; `TooManyAttempts:<ms>` carries the moment. */
export function signInErrorMessage(error: string, nowMs: number): string {
  if (error.startsWith("TooManyAttempts:")) {
    const minutes = Math.max(1, Math.ceil((Number(error.split(":")[1]) - nowMs) / 60_000));
    return `Too many attempts. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
  }
  switch (error) {
    case "CredentialsSignin":
      return "Email or password is wrong.";
    case "NotAMember":
      return "You signed in, but no member of this dashboard has your email address. Ask an admin to invite you.";
    case "EmailNotVerified":
      return "Your identity provider did not confirm your email address. Ask its administrator, or sign in with a password.";
    case "OAuthSignin":
    case "OAuthCallback":
    case "OAuthCreateAccount":
    case "Callback":
      return "Single sign-on failed. Try again; if it fails again, check OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.";
    case "SessionRequired":
      return "Sign in to go on.";
    default:
      return "Sign-in failed. Try again; the dashboard's log says why.";
  }
}

/** Only a path of this dashboard: never another site, never the sign-in page itself. */
export function safeReturnPath(value: string | null | undefined): string {
  // Browsers read "//" and "/\\" as another host, and drop control characters.
  if (!value || !/^\/(?![/\\])[\x20-\x5b\x5d-\x7e]*$/.test(value)) return "/";
  return value.startsWith("/sign-in") || value.startsWith("/api/") ? "/" : value;
}
