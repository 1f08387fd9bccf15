import { fetchResult } from "@/lib/gateway/unwrap";
import type { KeyPage } from "./read-keys";

/** Prefixes and names only: a plaintext never gets near a query cache. */
export const keyKeys = {
  list: (groupId: string) => ["keys", groupId] as const,
};

export function fetchKeys(
  groupId: string,
  cursor: string | null,
  signal: AbortSignal,
): Promise<KeyPage> {
  const query = cursor === null ? "" : `?${new URLSearchParams({ cursor })}`;
  return fetchResult(`/api/groups/${encodeURIComponent(groupId)}/keys${query}`, signal);
}
