import type { z } from "zod";
import type { deletedGroup } from "../../contracts/group";
import type { Deps } from "../../deps";
import { announceChanges } from "../../platform/db/changes";
import { retryTransaction } from "../../platform/db/retry-transaction";
import type { ManagementContext } from "../../platform/http/context";
import { requireMatch } from "../../platform/writes/precondition";
import { appendAudit } from "../audit/append-audit";
import { findOwnGroup } from "./find-own-group";
import { deleteSubtree, lockTree } from "./group-store";
import { groupState, presentOneGroup } from "./present-groups";

/**
 * Deletes the group with everything below it and revokes every key in it, at once; the external
 * ids are free again. 403, 404 for the group; 412 where the group itself is not as the writer saw it.
 */
export async function deleteGroup(
  deps: Deps,
  context: ManagementContext,
  groupId: string,
): Promise<z.infer<typeof deletedGroup>> {
  return retryTransaction(deps.db, async (tx) => {
    const { rootId } = await findOwnGroup(tx, context.workspaceId, groupId);
    await lockTree(tx, rootId);
    const group = await findOwnGroup(tx, context.workspaceId, groupId);
    const { precondition } = context;
    if (precondition.ifMatch !== undefined || precondition.mustBeNew) {
      const current = await presentOneGroup(tx, group);
      await requireMatch(precondition, groupState(current), () => current);
    }
    const deletedAt = new Date(deps.clock.now());
    const { groups, revokedPrefixes } = await deleteSubtree(tx, groupId, deletedAt);
    const metadata = { name: group.name, external_entity_id: group.externalEntityId };
    await appendAudit(deps, tx, context, {
      type: "GATEWAY_GROUP_DELETED",
      data: { group_id: groupId, ...metadata, groups, revoked_keys: revokedPrefixes.length },
    });
    await announceChanges(tx, [
      { kind: "group", rootGroupId: rootId },
      ...revokedPrefixes.map((prefix) => ({ kind: "key" as const, prefix })),
    ]);
    return { id: groupId, metadata, deleted_at: deletedAt.toISOString() };
  });
}
