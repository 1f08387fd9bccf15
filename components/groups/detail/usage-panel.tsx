import { ChartNoAxesColumn } from "lucide-react";
import Link from "next/link";
import { FormError } from "@/components/forms/form-error";
import { HeadroomBar } from "@/components/shared/headroom-bar";
import { CompactNumber } from "@/components/ui/compact-number";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { GroupUsage, UsageEntry } from "@/gateway/contracts/usage";
import type { Result } from "@/lib/gateway/result";
import { limitName } from "@/lib/limits/limit-text";
import { routes } from "@/lib/url-state/routes";

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
  return (
    <div className="space-y-6">
      <p className="max-w-prose text-muted-foreground">
        Since midnight UTC, against the daily limits. Days end at 00:00 UTC.
      </p>
      {slugs.map(([slug, entries]) => (
        <section key={slug} className="space-y-2">
          <h2 className="font-medium font-mono text-[13px]">{slug}</h2>
          <Table aria-label={slug} stacked className="table-fixed sm:min-w-140">
            <THead>
              <TR>
                <TH className="w-[22%]">Limit</TH>
                <TH numeric className="w-[12%]">
                  Used
                </TH>
                <TH numeric className="w-[12%]">
                  Of
                </TH>
                <TH className="w-[20%] pl-6">Used, %</TH>
                <TH className="w-[22%]">Pool</TH>
                <TH>Resets</TH>
              </TR>
            </THead>
            <TBody>
              {entries.map((entry) => (
                <UsageRow key={entry.type} {...{ entry, groupId, path }} />
              ))}
            </TBody>
          </Table>
        </section>
      ))}
    </div>
  );
}

function UsageRow({
  entry,
  groupId,
  path,
}: { entry: UsageEntry } & Pick<UsagePanelProps, "groupId" | "path">) {
  // null and 0 mean the same: nothing yet since midnight.
  const used = entry.current_usage ?? 0;
  return (
    <TR aria-label={limitName(entry.type, entry.unit)}>
      <TH scope="row">{limitName(entry.type, entry.unit)}</TH>
      <TD numeric label="Used">
        <CompactNumber value={used} />
      </TD>
      <TD numeric label="Of">
        <CompactNumber value={entry.threshold} isThreshold />
      </TD>
      <TD label="Used, %" className="pl-6">
        <HeadroomBar used={used} threshold={entry.threshold} />
      </TD>
      <TD label="Pool" className="truncate">
        <Pool source={entry.source_group} {...{ groupId, path }} />
      </TD>
      <TD label="Resets">
        <RelativeTime iso={entry.reset_at} unknown="No request yet since midnight UTC" />
      </TD>
    </TR>
  );
}

function Pool({
  source,
  groupId,
  path,
}: { source: string | undefined } & Pick<UsagePanelProps, "groupId" | "path">) {
  if (source === undefined || source === groupId) {
    return <span className="text-muted-foreground">own</span>;
  }
  const name = path.find((group) => group.id === source)?.name;
  if (!name) return <span className="text-muted-foreground">a group above yours</span>;
  return (
    <Link href={routes.group(source)} className="text-accent underline-offset-4 hover:underline">
      {name}
    </Link>
  );
}
