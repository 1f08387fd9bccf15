import { z } from "zod";
import type { Stack } from "./stack";

const csrfAnswer = z.object({ csrfToken: z.string() });

/** Signs in over HTTP. @returns the Cookie header of the session */
export async function sessionCookie(
  stack: Stack,
  member: { email: string; password: string } = stack.admin,
): Promise<string> {
  const csrf = await fetch(`${stack.dashboardUrl}/api/auth/csrf`);
  const { csrfToken } = csrfAnswer.parse(await csrf.json());
  const answer = await fetch(`${stack.dashboardUrl}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      cookie: readCookies(csrf),
      origin: stack.dashboardUrl,
    },
    body: new URLSearchParams({ ...member, csrfToken, json: "true" }),
  });
  const cookies = readCookies(answer);
  if (!cookies.includes("session-token=")) {
    throw new Error(`${member.email} could not sign in: ${answer.status} ${await answer.text()}`);
  }
  return cookies;
}

function readCookies(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .join("; ");
}
