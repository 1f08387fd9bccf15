import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy, securityHeaders } from "./lib/http/security-headers";

const healthPath = "/api/healthz";

/**
 * One address, and headers on every answer. Who may do what is decided in pages, actions and
 * routes (lib/auth.ts), never here.
 */
export function proxy(request: NextRequest): NextResponse {
  const canonical = new URL(process.env.NEXTAUTH_URL ?? "http://127.0.0.1:3000");
  const { pathname, search } = request.nextUrl;
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  if (host !== canonical.host && pathname !== healthPath) {
    const answer = new NextResponse(null, {
      status: 308,
      headers: { location: `${canonical.origin}${pathname}${search}` },
    });
    return withHeaders(answer, canonical);
  }
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-headgate-path", `${pathname}${search}`);
  headers.set("content-security-policy", policy);
  const answer = NextResponse.next({ request: { headers } });
  answer.headers.set("content-security-policy", policy);
  return withHeaders(answer, canonical);
}

function withHeaders(answer: NextResponse, canonical: URL): NextResponse {
  for (const [name, value] of Object.entries(securityHeaders(canonical.protocol === "https:"))) {
    answer.headers.set(name, value);
  }
  return answer;
}

export const config = { matcher: "/((?!_next/static/).*)" };
