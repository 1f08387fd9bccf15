/** Does a `Host` name the canonical address? Compared as URLs: case, a final dot and a default port mean nothing. */
export function isOwnHost(host: string | null | undefined, canonical: URL): boolean {
  // Of several proxies' words, the first is what the browser asked for.
  const sent = host?.split(",")[0]?.trim() ?? "";
  if (!/^[^\s@/?#\\]+$/.test(sent)) return false;
  const url = `${canonical.protocol}//${sent}`;
  if (!URL.canParse(url)) return false;
  const parsed = new URL(url);
  return (
    withoutDot(parsed.hostname) === withoutDot(canonical.hostname) && parsed.port === canonical.port
  );
}

function withoutDot(hostname: string): string {
  return hostname.replace(/\.$/, "");
}
