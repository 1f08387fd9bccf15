import "server-only";
import { subscribe } from "node:diagnostics_channel";
import { IncomingMessage } from "node:http";
import { parseTrustedProxies, sanitizeForwardedHeaders } from "./forwarded-headers";
import { claimedHostHeader } from "./request-headers";

/**
 * Next believes X-Forwarded-* from anybody. This channel reports a request before Next's first
 * look at its headers, so what comes from no trusted proxy is gone by then.
 */
export function trustOnlyOwnProxies(trustedProxies: string | undefined): void {
  const trusted = parseTrustedProxies(trustedProxies);
  subscribe("http.server.request.start", (message) => {
    if (typeof message !== "object" || message === null || !("request" in message)) return;
    const { request } = message;
    if (!(request instanceof IncomingMessage)) return;
    const claimed = request.headers["x-forwarded-host"];
    delete request.headers[claimedHostHeader];
    sanitizeForwardedHeaders(request.headers, request.socket.remoteAddress, trusted);
    const isBelieved = request.headers["x-forwarded-host"] !== undefined;
    if (claimed !== undefined && !isBelieved) request.headers[claimedHostHeader] = claimed;
  });
}
