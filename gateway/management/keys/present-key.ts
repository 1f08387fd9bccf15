import type { ApiKey } from "../../contracts/key";
import type { KeyRow } from "./key-store";

export function presentKey({ prefix, name, createdAt, lastUsedAt }: KeyRow): ApiKey {
  return {
    prefix,
    name,
    created_at: createdAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
  };
}

/** What a key's entity tag covers: a key never changes but by being revoked. Its use stays out. */
export function keyState({ prefix, name }: { prefix: string; name?: string | null | undefined }) {
  return [prefix, name ?? null];
}
