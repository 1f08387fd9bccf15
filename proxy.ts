import { type NextRequest, NextResponse } from "next/server";
import { visibleText } from "./gateway/contracts/visible-text";
import { isOwnHost } from "./lib/http/own-host";
import {
  claimedHostHeader,
  nonceHeader,
  otherHostHeader,
  requestedPathHeader,
} from "./lib/http/request-headers";
import { contentSecurityPolicy, securityHeaders } from "./lib/http/security-headers";
import { wrongHostPage } from "./lib/http/wrong-host-page";

const healthPath = "/api/healthz";
/** Set with a redirect to our own address: whoever comes back with it was there already. */
const redirectedCookie = "headgate.redirected";

/**
 * Headers on every answer, and one host name. Who may do what is decided in pages, actions and
 * routes (lib/auth/auth.ts), never here. Pages of another host name are redirected by the root layout:
 * Next would make a redirect from here to its own address relative, and so endless.
 */
export function proxy(request: NextRequest): NextResponse {
  const canonical = new URL(process.env.NEXTAUTH_URL ?? "http://127.0.0.1:3000");
  const { pathname, search } = request.nextUrl;
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  const otherHost = !isOwnHost(host, canonical) && pathname !== healthPath;
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set(nonceHeader, nonce);
  headers.set(requestedPathHeader, `${pathname}${search}`);
  headers.set(otherHostHeader, otherHost ? "1" : "0");
  headers.set("content-security-policy", policy);
  const answer = otherHost
    ? answerOtherHost(request, { host, canonical, headers })
    : NextResponse.next({ request: { headers } });
  answer.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(securityHeaders(canonical.protocol === "https:"))) {
    answer.headers.set(name, value);
  }
  return answer;
}

function answerOtherHost(
  request: NextRequest,
  { host, canonical, headers }: { host: string | null; canonical: URL; headers: Headers },
): NextResponse {
  const wasAsked =
    isOwnHost(request.headers.get(claimedHostHeader), canonical) ||
    request.cookies.has(redirectedCookie);
  if (wasAsked) {
    // biome-ignore lint/suspicious/noConsole: an operator has to see it, and Next has no log of its own
    console.warn(
      `The proxy in front sends Host: ${visibleText(host ?? "", 255)}, not ${canonical.host}`,
    );
    const type = "text/html; charset=utf-8";
    return new NextResponse(wrongHostPage(host, canonical), {
      ...{ status: 421, headers: { "content-type": type } },
    });
  }
  if (request.nextUrl.pathname.startsWith("/api/")) {
    return new NextResponse(`Use ${canonical.origin}`, { status: 421 });
  }
  const answer = NextResponse.next({ request: { headers } });
  answer.cookies.set(redirectedCookie, "1", { path: "/", maxAge: 10, httpOnly: true });
  return answer;
}

export const config = { matcher: "/((?!_next/static/).*)" };
