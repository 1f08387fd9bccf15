import { visibleText } from "@/gateway/contracts/visible-text";

/**
 * Instead of a redirect to the address that was asked for: the proxy in front sends another `Host`, and
 * the browser would come back for ever.
 */
export function wrongHostPage(host: string | null, canonical: URL): string {
  const sent = escapeHtml(visibleText(host ?? "", 255)) || "none";
  const wanted = escapeHtml(canonical.host);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Wrong Host · Headgate</title></head>
<body style="font: 15px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 4rem auto; padding: 0 1rem">
<h1 style="font-size: 1.25rem">The reverse proxy sends another Host</h1>
<p>This dashboard is at <code>${escapeHtml(canonical.origin)}</code> (NEXTAUTH_URL), which is what you asked for.
What arrived here is <code>Host: ${sent}</code>.</p>
<p>The proxy in front must send <code>Host: ${wanted}</code> (nginx: <code>proxy_set_header Host $host;</code>), or
<code>X-Forwarded-Host: ${wanted}</code> from an address that TRUSTED_PROXIES names.
If the dashboard has another address, set NEXTAUTH_URL to it.</p>
</body></html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
