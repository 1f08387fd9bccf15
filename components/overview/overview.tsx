"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { FormError } from "@/components/forms/form-error";
import { PageHeader } from "@/components/ui/page-header";
import { fetchResult, toActionError } from "@/lib/gateway/unwrap";
import { GroupOverview } from "./group-overview";
import { isFirstRun, type OverviewState } from "./overview-state";
import { overviewQueryKey } from "./queries";
import { WorkspaceOverview } from "./workspace-overview";

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
    refetchInterval: ({ state }) => (isNew(state.data) ? 2_000 : 30_000),
  });
  const { groupId, traffic, workspace } = overview.data;
  const problem = overview.isError ? <FormError error={toActionError(overview.error)} /> : null;
  if (groupId !== null) {
    return (
      <GroupOverview groupId={groupId} traffic={traffic} nearest={nearest}>
        {problem}
      </GroupOverview>
    );
  }
  const firstRun = isNew(overview.data);
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
        {problem}
        {workspace ? <WorkspaceOverview {...{ workspace, traffic, canEdit, nearest }} /> : null}
      </div>
    </>
  );
}

function isNew(state: OverviewState | undefined): boolean {
  return state?.workspace?.setup.ok === true && isFirstRun(state.workspace.setup.data);
}
