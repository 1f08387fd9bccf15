import type { LimitedGroup } from "@/lib/limit-violations";
import { fetchResult } from "@/lib/unwrap";
import type { LiveLimits } from "./live-limits";

export const limitKeys = {
  live: (groupId: string) => ["limits", "live", groupId] as const,
  below: (groupId: string) => ["limits", "below", groupId] as const,
};

/** Empty where the server can't list what is below a group. */
export function fetchHighestBelow(groupId: string, signal: AbortSignal): Promise<LimitedGroup[]> {
  return fetchResult(`/api/groups/${encodeURIComponent(groupId)}/limits-below`, signal);
}

export function fetchLiveLimits(groupId: string, signal: AbortSignal): Promise<LiveLimits> {
  return fetchResult(`/api/groups/${encodeURIComponent(groupId)}/limits`, signal);
}
