"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import type { EffectiveModel } from "@/gateway/contracts/limit";
import { fetchLiveLimits, limitKeys } from "../queries";
import { enforcedText, type LiveLimits } from "./live-limits";

const refetchMs = 5_000;

/**
 * The group's counters, read again every 5 s while the page is looked at. When the server enforces
 * other limits by now than the page shows, the page is read again too. null = unknown right now.
 */
export function useLiveLimits(
  groupId: string,
  effective: readonly EffectiveModel[],
  first: LiveLimits | null,
): LiveLimits | null {
  const router = useRouter();
  const refreshedFor = useRef("");
  const { data, isError } = useQuery({
    queryKey: limitKeys.live(groupId),
    queryFn: ({ signal }) => fetchLiveLimits(groupId, signal),
    refetchInterval: refetchMs,
    ...(first ? { initialData: first } : {}),
  });
  const live = isError ? null : (data ?? null);
  const enforced = live && enforcedText(live.limits);
  const shown = enforcedText(
    effective.flatMap(({ slug, rate_limits, usage_limits }) =>
      [...rate_limits, ...usage_limits].map((l) => ({ ...l, slug, source: l.source_group })),
    ),
  );
  useEffect(() => {
    if (enforced === null || enforced === shown || refreshedFor.current === enforced) return;
    refreshedFor.current = enforced;
    router.refresh();
  }, [enforced, shown, router]);
  return live;
}
