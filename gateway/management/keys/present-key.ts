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
