import { FolderTree } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import type { Result } from "@/lib/gateway/result";
import { routes } from "@/lib/url-state/routes";
import type { TrafficToday } from "./traffic/compare-days";
import { TrafficSection } from "./traffic/traffic-section";

export interface GroupOverviewProps {
  groupId: string;
  /** Of the group and what is below it; null where the server keeps no usage over time. */
  traffic: Result<TrafficToday> | null;
  /** The limits nearest to being used up, where the server tells. */
  nearest: ReactNode;
  children?: ReactNode;
}

/** For a member who manages one group: nothing of the workspace around it. */
export function GroupOverview({ groupId, traffic, nearest, children }: GroupOverviewProps) {
  const name = traffic?.ok ? traffic.data.groupName : null;
  const open = (
    <Button variant="primary" asChild>
      <Link href={routes.group(groupId)}>Open your group</Link>
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Overview"
        description={name ? `${name} and what is below it.` : undefined}
        actions={traffic ? open : null}
      />
      <div className="space-y-8">
        {children}
        {traffic ? (
          <TrafficSection traffic={traffic} />
        ) : (
          <EmptyState
            icon={FolderTree}
            title="You manage one group and what is below it"
            body="Its limits, keys and usage are under Groups."
            action={open}
          />
        )}
        {nearest}
      </div>
    </>
  );
}
