import { ChartNoAxesColumn, SearchX } from "lucide-react";
import Link from "next/link";
import { ReadError } from "@/components/forms/read-error";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton, TableSkeleton } from "@/components/ui/skeleton";
import { exactUtc, sumText } from "@/lib/format/format";
import type { Member } from "@/lib/members/member";
import { type UsageTarget, type UsageView, usageHref } from "@/lib/url-state/usage-view";
import { ChartFigure } from "./charts/chart-figure";
import { usageCharts } from "./charts/usage-charts";
import { readUsageHistory } from "./read-usage-history";
import { TopConsumers } from "./top-consumers";
import { UsageTotals } from "./usage-totals";

export interface UsageReportProps {
  member: Pick<Member, "subtreeGroupId">;
  view: UsageView;
  target: UsageTarget;
}

/** Consumption over time. The caller has made sure that the member may see the view's group. */
export async function UsageReport({ member, view, target }: UsageReportProps) {
  const read = await readUsageHistory(member, view, Date.now());
  if (!read.ok && read.error.code === "NOT_FOUND") return <UnknownFilter {...{ view, target }} />;
  if (!read.ok) return <ReadError error={read.error} />;
  const { totals, saturated, complete_until: completeUntil } = read.data;
  const note = (
    <p className="text-muted-foreground text-xs">
      Hours and days are those of UTC. A request counts where it was admitted. Everything until{" "}
      <time dateTime={completeUntil}>{exactUtc(completeUntil)}</time> is in these figures.
    </p>
  );
  if (totals.requests + totals.refusals === 0) {
    return (
      <div className="space-y-4">
        <NoTraffic {...{ view, target }} />
        {note}
      </div>
    );
  }
  return (
    <div className="space-y-4">
      <UsageTotals totals={totals} />
      {saturated ? <SumsStopped /> : null}
      <div className="grid gap-4 lg:grid-cols-2">
        {usageCharts(read.data, view.split).map((chart) => (
          <ChartFigure key={chart.title} chart={chart} />
        ))}
      </div>
      <TopConsumers
        by={read.data.by}
        consumers={read.data.consumers.map(({ points: _, ...consumer }) => consumer)}
        others={{ count: read.data.others.count, totals: read.data.others.totals }}
        {...{ totals, view, target }}
      />
      {note}
    </div>
  );
}

/** Beyond it a sum is no number that programs agree on: what is larger is shown as this. */
function SumsStopped() {
  return (
    <p className="max-w-prose text-warn">
      Some sums are {sumText(Number.MAX_SAFE_INTEGER)}: they stop there, and parts of them don't add
      up to the whole.
    </p>
  );
}

/** Of the report's size, so that nothing moves when it comes. */
export function UsageReportSkeleton() {
  return (
    <div className="space-y-4">
      <Skeleton className="h-44 rounded-lg sm:h-24" />
      <Skeleton className="h-86 rounded-lg" />
      <div className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-86 rounded-lg" />
        <Skeleton className="h-86 rounded-lg" />
      </div>
      <TableSkeleton rows={5} label="usage" />
    </div>
  );
}

function NoTraffic({ view, target }: Pick<UsageReportProps, "view" | "target">) {
  const isFiltered = view.slug !== null || view.keyPrefix !== null;
  return (
    <EmptyState
      icon={ChartNoAxesColumn}
      heading="h2"
      title="No traffic in this range"
      body={
        isFiltered
          ? "Nothing that matches the filters was called or refused."
          : "Requests, tokens and refusals appear here some seconds after a call."
      }
      action={
        view.range === "365d" && !isFiltered ? null : (
          <Button asChild>
            {isFiltered ? (
              <Link href={usageHref(target, { ...view, slug: null, keyPrefix: null })}>
                Show all keys and models
              </Link>
            ) : (
              <Link href={usageHref(target, { ...view, range: "365d", interval: "day" })}>
                Show the last 365 days
              </Link>
            )}
          </Button>
        )
      }
    />
  );
}

function UnknownFilter({ view, target }: Pick<UsageReportProps, "view" | "target">) {
  return (
    <EmptyState
      icon={SearchX}
      heading="h2"
      title={view.keyPrefix === null ? "This group does not exist" : "This key does not exist"}
      body="The address is mistyped, or it belongs to another workspace."
      action={
        <Button asChild>
          <Link href={usageHref(target, { ...view, groupId: null, keyPrefix: null })}>
            Show all usage
          </Link>
        </Button>
      }
    />
  );
}
