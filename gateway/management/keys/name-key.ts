import type { NamedKey } from "../../contracts/key";
import type { KeyNames } from "./key-store";

/** One that the workspace never had can't be in use either. */
export function nameKey(prefix: string, keys: ReadonlyMap<string, KeyNames>): NamedKey {
  const key = keys.get(prefix);
  return { prefix, name: key?.name ?? null, is_revoked: key?.isRevoked ?? true };
}
