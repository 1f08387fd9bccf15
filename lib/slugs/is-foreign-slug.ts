import { toPrefix } from "@/gateway/contracts/slug-prefix";

/** No endpoint of the workspace can serve it. `own`: the prefixes it owns; empty = not known. */
export function isForeignSlug(slug: string, own: readonly string[]): boolean {
  return own.length > 0 && !own.includes(toPrefix(slug));
}
