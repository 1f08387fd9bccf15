/** Runs once, before the server answers anything. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { subscribe } = await import("node:diagnostics_channel");
  const { IncomingMessage } = await import("node:http");
  const { parseTrustedProxies, sanitizeForwardedHeaders } = await import(
    "./lib/http/forwarded-headers"
  );
  const trusted = parseTrustedProxies(process.env.TRUSTED_PROXIES);
  // Next takes X-Forwarded-* from anybody; this channel comes before its first look at them.
  subscribe("http.server.request.start", (message) => {
    if (typeof message !== "object" || message === null || !("request" in message)) return;
    const { request } = message;
    if (!(request instanceof IncomingMessage)) return;
    sanitizeForwardedHeaders(request.headers, request.socket.remoteAddress, trusted);
  });
}
