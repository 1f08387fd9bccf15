import type { ApiKey } from "@/gateway/contracts/key";
import { fetchResult } from "@/lib/unwrap";
import type { KeyPage } from "./read-keys";

/** Prefixes and names only: a plaintext never gets near a query cache. */
export const keyKeys = {
  list: (groupId: string) => ["keys", groupId] as const,
  one: (groupId: string, prefix: string) => ["keys", groupId, "one", prefix] as const,
};

export function fetchKey(groupId: string, prefix: string, signal: AbortSignal): Promise<ApiKey> {
  const group = encodeURIComponent(groupId);
  return fetchResult(`/api/groups/${group}/keys/${encodeURIComponent(prefix)}`, signal);
}

export function fetchKeys(
  groupId: string,
  cursor: string | null,
  signal: AbortSignal,
): Promise<KeyPage> {
  const query = cursor === null ? "" : `?${new URLSearchParams({ cursor })}`;
  return fetchResult(`/api/groups/${encodeURIComponent(groupId)}/keys${query}`, signal);
}
