import { fetchResult } from "@/lib/unwrap";
import type { LiveLimits } from "./live-limits";

export const limitKeys = {
  live: (groupId: string) => ["limits", "live", groupId] as const,
};

export function fetchLiveLimits(groupId: string, signal: AbortSignal): Promise<LiveLimits> {
  return fetchResult(`/api/groups/${encodeURIComponent(groupId)}/limits`, signal);
}
