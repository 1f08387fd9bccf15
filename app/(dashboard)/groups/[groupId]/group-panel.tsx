import { ActivityPanel } from "@/components/groups/detail/activity-panel";
import { readActivity, readUsage } from "@/components/groups/detail/read-group-detail";
import { SubgroupsTable } from "@/components/groups/detail/subgroups-table";
import { KeysPanel } from "@/components/keys/keys-panel";
import { readKeys } from "@/components/keys/read-keys";
import { readLiveLimits } from "@/components/limits/read-live-limits";
import { LimitsPanel } from "@/components/limits/table/limits-panel";
import type { Group } from "@/gateway/contracts/group";
import type { Member } from "@/lib/auth/auth";
import { env } from "@/lib/env";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { groupLabel, type PathGroup } from "@/lib/groups/group-path";
import { readKnownSlugs, readServedSlugs } from "@/lib/slugs/known-slugs";
import type { GroupTab } from "@/lib/url-state/routes";
import type { UsageView } from "@/lib/url-state/usage-view";
import { UsageTab } from "./usage-tab";

export interface GroupPanelProps {
  tab: GroupTab;
  member: Member;
  group: Group;
  /** Root first, the group itself last. */
  path: PathGroup[];
  canEdit: boolean;
  canAddSubgroup: boolean;
  usageView: UsageView;
}

/** What stands below the tabs. The page has checked that the member may see the group. */
export async function GroupPanel(props: GroupPanelProps) {
  const { tab, member, group, path, canEdit, canAddSubgroup, usageView } = props;
  const enforcement = group.hierarchy.limit_enforcement;
  switch (tab) {
    case "limits": {
      const isTied = member.subtreeGroupId !== null;
      const [use, served, ofSubtree, capabilities] = await Promise.all([
        readUse(group.id),
        readServedSlugs(),
        canEdit && isTied ? readKnownSlugs(member) : null,
        serverCapabilities(),
      ]);
      // What else the operator serves is not for a member with a subtree to see.
      const known = isTied ? ofSubtree : served;
      return (
        <LimitsPanel
          groupId={group.id}
          enforcement={enforcement}
          path={path}
          models={group.models}
          effective={group.effective_models}
          use={use}
          knownSlugs={canEdit && known?.ok ? known.data : null}
          unserved={served.ok ? findUnserved(group, served.data) : []}
          canEdit={canEdit && group.id !== member.subtreeGroupId}
          isGiven={canEdit && group.id === member.subtreeGroupId}
          canCreateEndpoints={canEdit && !isTied}
          slugPrefixes={capabilities?.workspace.slug_prefixes ?? []}
        />
      );
    }
    case "keys": {
      const [keys, capabilities] = await Promise.all([
        readKeys(group.id, undefined),
        serverCapabilities(),
      ]);
      return (
        <KeysPanel
          groupId={group.id}
          first={keys.ok ? keys.data : null}
          hasTimes={offers(capabilities, "key_times")}
          hasPublicKey={capabilities?.workspace.has_registration_public_key ?? null}
          canEdit={canEdit}
          baseUrl={env().gatewayInferenceUrl}
          slug={group.models[0]?.slug ?? "your/slug"}
        />
      );
    }
    case "usage":
      return <UsageTab {...{ member, group, path, view: usageView }} />;
    case "subgroups":
      return (
        <SubgroupsTable
          group={{
            id: group.id,
            label: groupLabel(group),
            enforcement,
            slugs: group.models.map(({ slug }) => slug),
          }}
          canAdd={canAddSubgroup}
        />
      );
    case "activity":
      return <ActivityPanel entries={await readActivity(group.id)} />;
    default:
      return tab satisfies never;
  }
}

function findUnserved({ models }: Group, served: string[]): string[] {
  const known = new Set(served);
  return models.map(({ slug }) => slug).filter((slug) => !known.has(slug));
}

/** The counters where the server tells them, else what it tells of the day. */
async function readUse(groupId: string) {
  if (offers(await serverCapabilities(), "limit_explanation")) {
    const live = await readLiveLimits(groupId);
    return { live: live.ok ? live.data : null };
  }
  const usage = await readUsage(groupId);
  return { usage: usage.ok ? usage.data.usage : null };
}
