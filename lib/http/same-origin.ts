import { fail, ok, type Result } from "@/lib/gateway/result";

/**
 * Does this request come from our own pages? A browser always says so: `Origin` on every POST,
 * `Sec-Fetch-Site` on everything to a secure or loopback address.
 */
export function checkSameOrigin(
  headers: { get(name: string): string | null },
  canonicalOrigin: string,
): Result<null> {
  const refused = fail("CROSS_ORIGIN", `Open the dashboard at ${canonicalOrigin} and try again`);
  const origin = headers.get("origin");
  if (origin !== null) return origin === canonicalOrigin ? ok(null) : refused;
  const site = headers.get("sec-fetch-site");
  if (site === "cross-site" || site === "same-site") return refused;
  // A server action without an Origin came from no browser of today.
  return headers.get("next-action") === null ? ok(null) : refused;
}
