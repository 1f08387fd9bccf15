import { visibleText } from "@/gateway/contracts/visible-text";

/**
 * Instead of a redirect to the address that was asked for: the proxy in front sends another `Host`, and
 * the browser would come back for ever.
 */
export function wrongHostPage(host: string | null, canonical: URL): string {
  const sent = escapeHtml(visibleText(host ?? "", 255)) || "none";
  const wanted = escapeHtml(canonical.host);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Wrong Host · Headgate</title><style>${style}</style></head>
<body><main>
<h1>The reverse proxy sends another Host</h1>
<p>This dashboard is at <code>${escapeHtml(canonical.origin)}</code> (<code>NEXTAUTH_URL</code>), which is what you asked for.
What arrived here is another name:</p>
<dl><dt>Arrived</dt><dd><code>Host: ${sent}</code></dd><dt>Expected</dt><dd><code>Host: ${wanted}</code></dd></dl>
<p>Let the proxy in front pass on what the browser sent. In nginx:</p>
<pre><code>proxy_set_header Host $http_host;</code></pre>
<p>Or let it send <code>X-Forwarded-Host: ${wanted}</code> from an address that <code>TRUSTED_PROXIES</code> names.
If the dashboard has another address, set <code>NEXTAUTH_URL</code> to it.</p>
</main></body></html>
`;
}

const style = `
:root { color: #171717; background: #fafafa; font: 15px/1.6 system-ui, sans-serif; }
body { margin: 0; padding: 4rem 1rem; }
main { max-width: 40rem; margin: auto; }
h1 { margin: 0 0 1rem; font-size: 1.25rem; line-height: 1.3; }
code { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre, dl { margin: 0 0 1rem; padding: .75rem 1rem; border: 1px solid rgb(128 128 128 / 30%); border-radius: 8px; }
pre { white-space: pre-wrap; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1.5rem; }
dt { opacity: .7; }
dd { margin: 0; }
@media (prefers-color-scheme: dark) { :root { color: #ededed; background: #0a0a0a; } }
`;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
