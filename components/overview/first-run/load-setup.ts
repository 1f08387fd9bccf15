import "server-only";
import type { Group } from "@/gateway/contracts/group";
import { operations } from "@/gateway/contracts/operations/operations";
import type { Capabilities } from "@/gateway/contracts/workspace";
import type { Member } from "@/lib/auth/auth";
import { offers } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";
import type { SetupState } from "../overview-state";
import { toReach } from "./first-run-facts";

const groupsLookedAt = 5;
const all = { limit: 1000 };

/** How much there is in the workspace, and how far its first customer got. */
export async function loadSetup(
  member: Member,
  capabilities: Capabilities | null,
): Promise<Result<SetupState>> {
  const [endpoints, groups] = await Promise.all([
    callGateway(operations.listEndpoints, { query: all, member }),
    callGateway(operations.listGroups, { query: all, member }),
  ]);
  if (!endpoints.ok) return endpoints;
  if (!groups.ok) return groups;
  const firstGroups = groups.data.items.slice(0, groupsLookedAt);
  const firstGroup = firstGroups[0];
  const { keyed, ...use } = await readUse(firstGroups, offers(capabilities, "key_times"), member);
  const endpointSlug = endpoints.data.items[0]?.slug ?? null;
  return ok({
    firstRun: {
      endpointSlug,
      reach: toReach(endpointSlug, keyed),
      group: firstGroup
        ? {
            id: firstGroup.id,
            label: firstGroup.metadata.name || firstGroup.metadata.external_entity_id,
            slugs: firstGroup.models.map(({ slug }) => slug),
          }
        : null,
      ...use,
    },
    endpoints: count(endpoints.data),
    groups: count(groups.data),
  });
}

/** A key that was used, else the first there is; and whether any was. */
async function readUse(
  groups: Group[],
  hasKeyTimes: boolean,
  member: Member,
): Promise<{
  keyed: { slugs: string[]; hasKey: boolean }[];
  keyPrefix: string | null;
  called: boolean | null;
}> {
  const lists = await Promise.all(
    groups.map((group) =>
      callGateway(operations.listKeys, { params: { group_id: group.id }, member }),
    ),
  );
  const keyed = groups.map(({ models }, index) => {
    const list = lists[index];
    return {
      slugs: models.map(({ slug }) => slug),
      hasKey: list?.ok === true && list.data.items.length > 0,
    };
  });
  const keys = lists.flatMap((list) => (list.ok ? list.data.items : []));
  if (hasKeyTimes) {
    const used = keys.find((key) => Boolean(key.last_used_at));
    return { keyed, keyPrefix: (used ?? keys[0])?.prefix ?? null, called: used !== undefined };
  }
  const keyPrefix = keys[0]?.prefix ?? null;
  const usages = await Promise.all(
    groups.map((group) =>
      callGateway(operations.readGroupUsage, { params: { group_id: group.id }, member }),
    ),
  );
  const isUsed = usages.some(
    (answer) =>
      answer.ok &&
      Object.values(answer.data.usage).some((entries) =>
        entries.some((entry) => (entry.current_usage ?? 0) > 0),
      ),
  );
  return { keyed, keyPrefix, called: isUsed ? true : null };
}

function count(page: { items: unknown[]; pagination: { has_more: boolean } }) {
  return { value: page.items.length, more: page.pagination.has_more };
}
