import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import { maxLevels } from "@/gateway/contracts/sizes";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";

/**
 * Is `groupId` the group `subtreeGroupId` or below it? One read where the server names the
 * ancestors, else one for each level up to the root. Errors are the server's own.
 */
export async function isInSubtree(
  groupId: string,
  subtreeGroupId: string,
): Promise<Result<boolean>> {
  if (groupId === subtreeGroupId) return ok(true);
  const withAncestors = offers(await serverCapabilities(), "group_ancestors");
  let next = groupId;
  for (let level = 0; level < maxLevels; level++) {
    const read = await callGateway(operations.readGroup, {
      params: { group_id: next },
      query: { include: withAncestors ? "ancestors" : undefined },
    });
    if (!read.ok) return read;
    const { ancestors, hierarchy } = read.data;
    if (ancestors) return ok(ancestors.some((ancestor) => ancestor.id === subtreeGroupId));
    if (!hierarchy.parent_group_id) return ok(false);
    if (hierarchy.parent_group_id === subtreeGroupId) return ok(true);
    next = hierarchy.parent_group_id;
  }
  return ok(false);
}
