"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { FormError } from "@/components/ui/form-error";
import { PageHeader } from "@/components/ui/page-header";
import { actionErrorOf, fetchResult } from "@/lib/unwrap";
import { FirstRun } from "./first-run";
import { isFirstRun, type OverviewState } from "./overview-state";
import { overviewQueryKey } from "./queries";
import { RecentChanges } from "./recent-changes";
import { ServerHealth } from "./server-health";
import { WorkspaceCounts } from "./workspace-counts";

export interface OverviewProps {
  initial: OverviewState;
  canEdit: boolean;
  /** The limits nearest to being used up, where the server tells. */
  nearest: ReactNode;
}

/** Asks again every few seconds while something is left to tick off, else every half minute. */
export function Overview({ initial, canEdit, nearest }: OverviewProps) {
  const overview = useQuery({
    queryKey: overviewQueryKey,
    queryFn: ({ signal }) => fetchResult<OverviewState>("/api/overview", signal),
    initialData: initial,
    // Coming back, what the server just rendered is newer than what was kept.
    gcTime: 0,
    refetchInterval: ({ state }) => (state.data && isFirstRun(state.data) ? 2_000 : 30_000),
  });
  const state = overview.data;
  const firstRun = isFirstRun(state);
  return (
    <>
      <PageHeader
        title={firstRun ? "Get started" : "Overview"}
        description={
          firstRun
            ? "From nothing to a customer's first call. Each step ticks itself off."
            : undefined
        }
      />
      <div className="space-y-8">
        {overview.isError ? <FormError error={actionErrorOf(overview.error)} /> : null}
        {firstRun ? (
          <FirstRun state={state} canEdit={canEdit} />
        ) : (
          <>
            <WorkspaceCounts state={state} />
            {nearest}
          </>
        )}
        <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <RecentChanges recent={state.recent} />
          <ServerHealth state={state} />
        </div>
      </div>
    </>
  );
}
