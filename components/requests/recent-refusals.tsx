import { ShieldCheck } from "lucide-react";
import Link from "next/link";
import { ReadError } from "@/components/forms/read-error";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { exactUtc, plural } from "@/lib/format/format";
import type { Member } from "@/lib/members/member";
import {
  everyRefusal,
  type RefusalView,
  refusalRanges,
  refusalsHref,
} from "@/lib/url-state/refusal-view";
import { readRefusals } from "./read-refusals";
import { RefusalTable } from "./refusal-table";
import type { SeenRefusals } from "./refusals";

export interface RecentRefusalsProps {
  member: Pick<Member, "subtreeGroupId">;
  view: RefusalView;
  /** In a group's tab what is empty is said in a line. */
  place: "page" | "tab";
}

/** What limits refused, added up. The caller has checked that the member may see the view's group. */
export async function RecentRefusals({ member, view, place }: RecentRefusalsProps) {
  const read = await readRefusals(member, view, Date.now());
  if (!read.ok) return <ReadError error={read.error} />;
  const { sums, from, to } = read.data;
  if (sums.length === 0) {
    if (place === "page") return <NoRefusals view={view} />;
    return (
      <p className="text-muted-foreground">No call of this group, or below it, was refused.</p>
    );
  }
  return (
    <div className="space-y-2">
      <Count {...read.data} />
      <RefusalTable sums={sums} window={{ from, to }} />
      {read.data.others.count > 0 ? (
        <p className="text-muted-foreground text-xs">
          The {sums.length} with most refusals are shown.{" "}
          {plural(read.data.others.count, "more line")} with{" "}
          {plural(read.data.others.refusals, "refusal")} in all: choose a group or a model.
        </p>
      ) : null}
    </div>
  );
}

function Count({ refusals, from }: SeenRefusals) {
  return (
    <p className="text-muted-foreground">
      {plural(refusals, "refusal")} since <time dateTime={from}>{exactUtc(from)}</time>, the most
      refused first. Open a line for its single calls.
    </p>
  );
}

function NoRefusals({ view }: { view: RefusalView }) {
  const isFiltered = view.groupId !== null || view.slug !== null;
  const range = refusalRanges.find(({ id }) => id === view.range)?.label.toLowerCase();
  return (
    <EmptyState
      icon={ShieldCheck}
      heading="h3"
      title={`Nothing refused in the ${range}`}
      body={
        isFiltered
          ? "No call that matches the filters met a limit without room."
          : "A call that a limit has no room for is answered 429 and is on record for 7 days: who called, which limit bound, how every other one stood, and when to try again."
      }
      action={
        view.range === "7d" && !isFiltered ? null : (
          <Button asChild>
            {isFiltered ? (
              <Link href={refusalsHref({ ...everyRefusal, range: view.range })}>
                Show all groups and models
              </Link>
            ) : (
              <Link href={refusalsHref({ ...view, range: "7d" })}>Show the last 7 days</Link>
            )}
          </Button>
        )
      }
    />
  );
}
