import type { ReactNode } from "react";
import type { Result } from "@/lib/gateway/result";
import { FirstRun } from "./first-run/first-run";
import { Notices } from "./notices";
import { isFirstRun, type WorkspaceState } from "./overview-state";
import { PartError } from "./part-error";
import { RecentChanges } from "./recent-changes";
import { ServerHealth } from "./server-health";
import type { TrafficToday } from "./traffic/compare-days";
import { TrafficSection } from "./traffic/traffic-section";
import { WorkspaceCounts } from "./workspace-counts";

export interface WorkspaceOverviewProps {
  workspace: WorkspaceState;
  traffic: Result<TrafficToday> | null;
  canEdit: boolean;
  /** The limits nearest to being used up, where the server tells. */
  nearest: ReactNode;
}

/** While the workspace is new, the checklist; then what needs a hand, the day, and what there is. */
export function WorkspaceOverview({
  workspace,
  traffic,
  canEdit,
  nearest,
}: WorkspaceOverviewProps) {
  const { setup, server, recent } = workspace;
  return (
    <>
      {setup.ok && isFirstRun(setup.data) ? (
        <FirstRun
          firstRun={setup.data.firstRun}
          inferenceUrl={server.inferenceUrl}
          canEdit={canEdit}
        />
      ) : (
        <>
          <Notices notices={workspace.notices} />
          {traffic ? <TrafficSection traffic={traffic} /> : null}
          {nearest}
          {setup.ok ? (
            <WorkspaceCounts setup={setup.data} />
          ) : (
            <PartError what="Groups and endpoints" error={setup.error} />
          )}
        </>
      )}
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <RecentChanges recent={recent} />
        <ServerHealth state={workspace} />
      </div>
    </>
  );
}
