import ipaddr from "ipaddr.js";

export type TrustedRange = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** @throws Error naming the variable when a range is malformed */
export function parseTrustedProxies(text: string | undefined): TrustedRange[] {
  return (text ?? "")
    .split(",")
    .map((range) => range.trim())
    .filter(Boolean)
    .map((range) => {
      try {
        return range.includes("/")
          ? ipaddr.parseCIDR(range)
          : [ipaddr.process(range), ipaddr.process(range).kind() === "ipv4" ? 32 : 128];
      } catch (error) {
        throw new Error(
          `TRUSTED_PROXIES must be a comma-separated list of ranges, for example 10.0.0.0/8; ${range} is none`,
          { cause: error },
        );
      }
    });
}

/** What Next believes as it comes: each must be a trusted proxy's word, or nobody's. */
const forwarded = ["forwarded", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port"];

/**
 * Makes the X-Forwarded-* headers believable, in place: from a peer that is no trusted proxy they
 * are dropped; X-Forwarded-For becomes the one address nearest to us that no proxy of ours has.
 */
export function sanitizeForwardedHeaders(
  headers: Record<string, string | string[] | undefined>,
  peerAddress: string | undefined,
  trusted: readonly TrustedRange[],
): void {
  const peer = normalize(peerAddress);
  if (!peer || !isTrusted(peer, trusted)) {
    for (const name of forwarded) delete headers[name];
    headers["x-forwarded-for"] = peer ?? "unknown";
    return;
  }
  const chain = String(headers["x-forwarded-for"] ?? "")
    .split(",")
    .map((address) => normalize(address.trim()));
  let client = peer;
  for (const address of chain.reverse()) {
    if (!address) break;
    client = address;
    if (!isTrusted(address, trusted)) break;
  }
  headers["x-forwarded-for"] = client;
}

function normalize(address: string | undefined): string | null {
  if (!address || !ipaddr.isValid(address)) return null;
  return ipaddr.process(address).toString();
}

function isTrusted(address: string, trusted: readonly TrustedRange[]): boolean {
  const parsed = ipaddr.process(address);
  return trusted.some(
    ([range, bits]) => parsed.kind() === range.kind() && parsed.match(range, bits),
  );
}
