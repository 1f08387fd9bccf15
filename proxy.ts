import { type NextRequest, NextResponse } from "next/server";
import { nonceHeader, otherHostHeader, requestedPathHeader } from "./lib/http/request-headers";
import { contentSecurityPolicy, securityHeaders } from "./lib/http/security-headers";

const healthPath = "/api/healthz";

/**
 * Headers on every answer, and one host name. Who may do what is decided in pages, actions and
 * routes (lib/auth.ts), never here. Pages of another host name are redirected by the root layout:
 * Next would make a redirect from here to its own address relative, and so endless.
 */
export function proxy(request: NextRequest): NextResponse {
  const canonical = new URL(process.env.NEXTAUTH_URL ?? "http://127.0.0.1:3000");
  const { pathname, search } = request.nextUrl;
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  const otherHost = host !== canonical.host && pathname !== healthPath;
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set(nonceHeader, nonce);
  headers.set(requestedPathHeader, `${pathname}${search}`);
  headers.set(otherHostHeader, otherHost ? "1" : "0");
  headers.set("content-security-policy", policy);
  const answer =
    otherHost && pathname.startsWith("/api/")
      ? new NextResponse(`Use ${canonical.origin}`, { status: 421 })
      : NextResponse.next({ request: { headers } });
  answer.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(securityHeaders(canonical.protocol === "https:"))) {
    answer.headers.set(name, value);
  }
  return answer;
}

export const config = { matcher: "/((?!_next/static/).*)" };
