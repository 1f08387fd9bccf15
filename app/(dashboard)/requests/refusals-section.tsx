import { Suspense } from "react";
import { FormError } from "@/components/forms/form-error";
import { RecentRefusals } from "@/components/requests/recent-refusals";
import { TableSkeleton } from "@/components/ui/skeleton";
import { canSeeGroup, type Member } from "@/lib/auth/auth";
import { groupLabel, readGroup } from "@/lib/groups/group-path";
import { readKnownSlugs } from "@/lib/slugs/known-slugs";
import { type RefusalView, refusalsHref } from "@/lib/url-state/refusal-view";
import { LentFilters } from "./lent-filters";

/** Refusals without knowing an id, below the field for one. */
export async function RefusalsSection({ member, view }: { member: Member; view: RefusalView }) {
  const { groupId } = view;
  const [visible, group, slugs] = await Promise.all([
    groupId === null ? null : canSeeGroup(member, groupId),
    groupId === null ? null : readGroup(groupId),
    readKnownSlugs(member),
  ]);
  const isHidden = visible !== null && !visible.ok;
  const known = !isHidden && group?.ok ? groupLabel(group.data) : null;
  return (
    <section aria-labelledby="recent-refusals" className="space-y-4">
      <h2 id="recent-refusals" className="font-medium text-lg">
        Recent refusals
      </h2>
      <LentFilters
        view={view}
        slugs={slugs.ok ? slugs.data : []}
        // A deleted group keeps its refusals, but can't be read by name any more.
        group={groupId === null ? null : { id: groupId, label: known ?? groupId }}
      />
      {isHidden ? (
        <FormError error={visible.error} />
      ) : (
        <Suspense key={refusalsHref(view)} fallback={<TableSkeleton rows={4} label="refusals" />}>
          <RecentRefusals member={member} view={view} place="page" />
        </Suspense>
      )}
    </section>
  );
}
