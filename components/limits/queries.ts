import type { LimitTuple } from "@/gateway/contracts/limit-consumers";
import type { LimitPeaks } from "@/gateway/contracts/limit-peaks";
import { fetchResult } from "@/lib/gateway/unwrap";
import type { LimitedGroup } from "@/lib/limits/limit-violations";
import type { Consumers } from "./drill-down/consumers";
import type { LoweredLimit } from "./preview/lowered-limits";
import type { LiveLimits } from "./table/live-limits";

export const limitKeys = {
  live: (groupId: string) => ["limits", "live", groupId] as const,
  consumers: (groupId: string, { slug, type, unit }: LimitTuple) =>
    ["limits", "consumers", groupId, slug, type, unit] as const,
  peaks: (groupId: string, { slug, type, unit, threshold }: LoweredLimit) =>
    ["limits", "peaks", groupId, slug, type, unit, threshold] as const,
  below: (groupId: string) => ["limits", "below", groupId] as const,
};

/** Empty where the server can't list what is below a group. */
export function fetchHighestBelow(groupId: string, signal: AbortSignal): Promise<LimitedGroup[]> {
  return fetchResult(`/api/groups/${encodeURIComponent(groupId)}/limits-below`, signal);
}

export function fetchLiveLimits(groupId: string, signal: AbortSignal): Promise<LiveLimits> {
  return fetchResult(`/api/groups/${encodeURIComponent(groupId)}/limits`, signal);
}

/** null where the server does not tell. */
export function fetchConsumers(
  groupId: string,
  { slug, type, unit }: LimitTuple,
  signal: AbortSignal,
): Promise<Consumers | null> {
  const query = new URLSearchParams({ slug, type, unit });
  return fetchResult(
    `/api/groups/${encodeURIComponent(groupId)}/limits/consumers?${query}`,
    signal,
  );
}

export function fetchPeaks(
  groupId: string,
  { slug, type, unit, threshold }: LoweredLimit,
  signal: AbortSignal,
): Promise<LimitPeaks> {
  const query = new URLSearchParams({ slug, type, unit, threshold: String(threshold) });
  return fetchResult(`/api/groups/${encodeURIComponent(groupId)}/limits/peaks?${query}`, signal);
}
