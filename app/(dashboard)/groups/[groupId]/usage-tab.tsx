import { Suspense } from "react";
import { readUsage } from "@/components/groups/detail/read-group-detail";
import { UsagePanel } from "@/components/groups/detail/usage-panel";
import { RecentRefusals } from "@/components/requests/recent-refusals";
import { TableSkeleton } from "@/components/ui/skeleton";
import { TextLink } from "@/components/ui/text-link";
import { BurnDowns } from "@/components/usage/charts/burn-downs";
import { TodayFromEvents } from "@/components/usage/today-from-events";
import { UsageFilters } from "@/components/usage/usage-filters";
import { UsageReport, UsageReportSkeleton } from "@/components/usage/usage-report";
import type { Group } from "@/gateway/contracts/group";
import type { Member } from "@/lib/auth/auth";
import { gatewayConnection, offers } from "@/lib/gateway/capabilities";
import type { PathGroup } from "@/lib/groups/group-path";
import { readKnownSlugs } from "@/lib/slugs/known-slugs";
import { everyRefusal, refusalsHref } from "@/lib/url-state/refusal-view";
import { type UsageTarget, type UsageView, usageHref } from "@/lib/url-state/usage-view";

export interface UsageTabProps {
  member: Member;
  group: Group;
  path: PathGroup[];
  /** What of the usage over time the address asks for; the group is this one. */
  view: UsageView;
}

/** The day against its limits and, where the server adds it up, usage over time. */
export async function UsageTab({ member, group, path, view }: UsageTabProps) {
  const [usage, connection] = await Promise.all([readUsage(group.id), gatewayConnection()]);
  const today = <UsagePanel groupId={group.id} usage={usage} path={path} />;
  if (connection.state === "failed") return today;
  const { capabilities } = connection;
  if (!offers(capabilities, "usage_history")) {
    return (
      <div className="space-y-8">
        {today}
        <Suspense fallback={<TableSkeleton rows={2} label="billed today" />}>
          <TodayFromEvents externalEntityId={group.metadata.external_entity_id} />
        </Suspense>
      </div>
    );
  }
  const slugs = await readKnownSlugs(member);
  const target: UsageTarget = { kind: "tab", groupId: group.id };
  const own = { ...view, groupId: group.id };
  const hasLimits = usage.ok && Object.values(usage.data.usage).some(({ length }) => length > 0);
  return (
    <div className="space-y-8">
      {usage.ok && !hasLimits ? (
        <p className="text-muted-foreground">
          No daily limits here. With tokens or requests per day limited, this shows how the day
          burns down.
        </p>
      ) : (
        <div className="space-y-6">
          {today}
          {usage.ok ? (
            <Suspense fallback={null}>
              <BurnDowns group={group} path={path} usage={usage.data} />
            </Suspense>
          ) : null}
        </div>
      )}
      {offers(capabilities, "refusals") ? <Refused member={member} groupId={group.id} /> : null}
      <section aria-label="Usage over time" className="space-y-4">
        <UsageFilters view={own} target={target} slugs={slugs.ok ? slugs.data : []} group={null} />
        <Suspense key={usageHref(target, own)} fallback={<UsageReportSkeleton />}>
          <UsageReport member={member} view={own} target={target} />
        </Suspense>
      </section>
    </div>
  );
}

function Refused({ member, groupId }: { member: Member; groupId: string }) {
  const view = { ...everyRefusal, groupId };
  return (
    <section aria-labelledby="refused" className="space-y-2">
      <div className="flex flex-wrap items-baseline gap-x-4">
        <h2 id="refused" className="font-medium">
          Refused in the last 24 hours
        </h2>
        <TextLink href={refusalsHref(view)} className="text-xs">
          All recent refusals
        </TextLink>
      </div>
      <Suspense fallback={<TableSkeleton rows={2} label="refusals" />}>
        <RecentRefusals member={member} view={view} place="tab" />
      </Suspense>
    </section>
  );
}
