import { ChartNoAxesColumn } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import { FormError } from "@/components/forms/form-error";
import { readUsage } from "@/components/groups/detail/read-group-detail";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageBody } from "@/components/ui/page-body";
import { PageHeader } from "@/components/ui/page-header";
import { RetryButton } from "@/components/ui/retry-button";
import { BurnDowns } from "@/components/usage/charts/burn-downs";
import { UsageFilters } from "@/components/usage/usage-filters";
import { UsageReport, UsageReportSkeleton } from "@/components/usage/usage-report";
import { canSeeGroup, requireMember } from "@/lib/auth/auth";
import { gatewayConnection, offers } from "@/lib/gateway/capabilities";
import type { ActionError } from "@/lib/gateway/result";
import { type GroupWithPath, groupLabel, readGroupWithPath } from "@/lib/groups/group-path";
import { readKnownSlugs } from "@/lib/slugs/known-slugs";
import { routes } from "@/lib/url-state/routes";
import type { SearchParams } from "@/lib/url-state/search-params";
import { parseUsageView, type UsageView, usageHref } from "@/lib/url-state/usage-view";

export const metadata: Metadata = { title: "Usage" };

interface PageProps {
  searchParams: Promise<SearchParams>;
}

const target = { kind: "page" } as const;

export default async function UsagePage({ searchParams }: PageProps) {
  const member = await requireMember();
  const view = parseUsageView(await searchParams);
  const connection = await gatewayConnection();
  if (connection.state === "failed") return <Problem error={connection.error} />;
  const { capabilities } = connection;
  if (!offers(capabilities, "usage_history")) return <NoHistory />;
  const visible = view.groupId === null ? null : await canSeeGroup(member, view.groupId);
  if (visible && !visible.ok) return <Problem error={visible.error} />;
  const [group, slugs] = await Promise.all([
    view.groupId === null ? null : readGroupWithPath(view.groupId, member),
    readKnownSlugs(member),
  ]);
  const known = group?.ok ? group.data : null;
  const key = usageHref(target, view);
  return (
    <PageBody>
      <Header />
      <div className="space-y-6">
        <UsageFilters
          view={view}
          target={target}
          slugs={slugs.ok ? slugs.data : []}
          group={pickedGroup(view, known)}
        />
        {known ? <WayDown group={known} view={view} /> : null}
        <Suspense key={key} fallback={<UsageReportSkeleton />}>
          <UsageReport member={member} view={view} target={target} />
        </Suspense>
        {known ? (
          <Suspense key={`${key} today`} fallback={null}>
            <Today group={known} />
          </Suspense>
        ) : null}
      </div>
    </PageBody>
  );
}

function Header() {
  return (
    <PageHeader
      title="Usage"
      description="Requests, tokens and refusals over time. All times are UTC."
    />
  );
}

/** A deleted group keeps its usage, but can't be read by name any more. */
function pickedGroup({ groupId }: UsageView, known: GroupWithPath | null) {
  if (groupId === null) return null;
  return { id: groupId, label: known ? groupLabel(known.group) : groupId };
}

/** Back up the tree, as far as the member sees it. */
function WayDown({ group, view }: { group: GroupWithPath; view: UsageView }) {
  const { path } = group;
  return (
    <nav aria-label="Group" className="text-muted-foreground">
      <ol className="flex flex-wrap items-center gap-x-1.5">
        <li>
          <Step href={usageHref(target, { ...view, groupId: null })} label="All groups" />
        </li>
        {path.map(({ id, name }, level) =>
          name === null ? null : (
            <li key={id} className="flex min-w-0 items-center gap-1.5">
              <span aria-hidden>/</span>
              {level === path.length - 1 ? (
                <Link
                  href={routes.group(id)}
                  className="truncate rounded-sm font-medium text-foreground underline-offset-4 hover:underline"
                >
                  {name}
                </Link>
              ) : (
                <Step href={usageHref(target, { ...view, groupId: id })} label={name} />
              )}
            </li>
          ),
        )}
      </ol>
    </nav>
  );
}

function Step({ href, label }: { href: string; label: string }) {
  return (
    <Link href={href} className="truncate rounded-sm underline-offset-4 hover:underline">
      {label}
    </Link>
  );
}

async function Today({ group: { group, path } }: { group: GroupWithPath }) {
  const usage = await readUsage(group.id);
  return usage.ok ? <BurnDowns group={group} path={path} usage={usage.data} /> : null;
}

function Problem({ error }: { error: ActionError }) {
  return (
    <PageBody>
      <Header />
      <FormError error={error} className="mb-3" />
      <RetryButton />
    </PageBody>
  );
}

function NoHistory() {
  return (
    <PageBody>
      <EmptyState
        icon={ChartNoAxesColumn}
        heading="h1"
        title="This server keeps no usage over time"
        body="It tells what a group has used of its daily limits today: on the group's Usage tab."
        action={
          <Button asChild>
            <Link href={routes.groups}>All groups</Link>
          </Button>
        }
      />
    </PageBody>
  );
}
