import { ChartNoAxesColumn } from "lucide-react";
import { FormError } from "@/components/forms/form-error";
import { HeadroomBar } from "@/components/shared/headroom-bar";
import { SourceLink } from "@/components/shared/source-link";
import { CompactNumber } from "@/components/ui/compact-number";
import type { Column } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import type { GroupUsage, UsageEntry } from "@/gateway/contracts/usage";
import type { Result } from "@/lib/gateway/result";
import { limitName } from "@/lib/limits/limit-text";

export interface UsagePanelProps {
  groupId: string;
  usage: Result<GroupUsage>;
  /** Names of the groups whose pool it may be; null = above what the member sees. */
  path: { id: string; name: string | null }[];
}

/** Today's consumption against the daily limits: all that a server tells without usage history. */
export function UsagePanel({ groupId, usage, path }: UsagePanelProps) {
  if (!usage.ok) return <FormError error={usage.error} />;
  const slugs = Object.entries(usage.data.usage).filter(([, entries]) => entries.length > 0);
  if (slugs.length === 0) {
    return (
      <EmptyState
        icon={ChartNoAxesColumn}
        title="No daily limits, so nothing is counted here"
        body="The day's consumption is shown for models with a limit of tokens or requests per day."
      />
    );
  }
  const columns: Column<UsageEntry>[] = [
    { header: "Limit", isRowHeader: true, headClassName: "w-[22%]", cell: toName },
    {
      header: "Used",
      numeric: true,
      headClassName: "w-[12%]",
      cell: (entry) => <CompactNumber value={readUsed(entry)} />,
    },
    {
      header: "Of",
      numeric: true,
      headClassName: "w-[12%]",
      cell: ({ threshold }) => <CompactNumber value={threshold} isThreshold />,
    },
    {
      header: "Used, %",
      headClassName: "w-[20%]",
      className: "pl-6",
      cell: (entry) => <HeadroomBar used={readUsed(entry)} threshold={entry.threshold} />,
    },
    {
      header: "Pool",
      headClassName: "w-[22%]",
      cellClassName: "truncate",
      cell: (entry) => <Pool source={entry.source_group} {...{ groupId, path }} />,
    },
    {
      header: "Resets",
      cell: (entry) => (
        <RelativeTime iso={entry.reset_at} unknown="No request yet since midnight UTC" />
      ),
    },
  ];
  return (
    <div className="space-y-6">
      <p className="max-w-prose text-muted-foreground">
        Since midnight UTC, against the daily limits. Days end at 00:00 UTC.
      </p>
      {slugs.map(([slug, entries]) => (
        <section key={slug} className="space-y-2">
          <h2 className="font-medium font-mono text-[13px]">{slug}</h2>
          <DataTable
            label={slug}
            stacked
            className="table-fixed sm:min-w-140"
            rows={entries}
            rowKey={({ type }) => type}
            rowProps={(entry) => ({ "aria-label": toName(entry) })}
            columns={columns}
          />
        </section>
      ))}
    </div>
  );
}

const toName = ({ type, unit }: UsageEntry) => limitName(type, unit);

// null and 0 mean the same: nothing yet since midnight.
const readUsed = ({ current_usage: used }: UsageEntry) => used ?? 0;

function Pool({
  source,
  groupId,
  path,
}: { source: string | undefined } & Pick<UsagePanelProps, "groupId" | "path">) {
  if (source === undefined || source === groupId) {
    return <span className="text-muted-foreground">own</span>;
  }
  return <SourceLink id={source} name={path.find(({ id }) => id === source)?.name ?? null} />;
}
