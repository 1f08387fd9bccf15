import "server-only";
import type { Group } from "@/gateway/contracts/group";
import { operations } from "@/gateway/contracts/operations/operations";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok } from "@/lib/gateway/result";

/** Most groups below that are looked at; beyond that it says how far it looked. */
const belowMax = 2000;
/** And most models that they declare, all together: each is compared. */
const modelsMax = 50_000;

/** The subtree below a group, as far as this server can list it and it is not too large. */
export async function readBelow(groupId: string, childCount: number | undefined) {
  if (childCount === 0) return ok({ groups: [], isWhole: true });
  if (!offers(await serverCapabilities(), "group_children")) {
    return ok({ groups: [], isWhole: false });
  }
  const groups: Group[] = [];
  let cursor: string | undefined;
  let models = 0;
  do {
    const page = await callGateway(operations.listGroups, {
      query: { within: groupId, limit: 1000, cursor },
    });
    if (!page.ok) return page;
    groups.push(...page.data.items.filter((group) => group.id !== groupId));
    models += page.data.items.reduce((sum, group) => sum + group.models.length, 0);
    cursor = page.data.pagination.has_more ? (page.data.pagination.cursor ?? undefined) : undefined;
  } while (cursor && groups.length < belowMax && models < modelsMax);
  return ok({ groups, isWhole: cursor === undefined });
}
