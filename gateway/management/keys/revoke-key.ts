import type { Deps } from "../../deps";
import { announceChange } from "../../platform/db/changes";
import { retryTransaction } from "../../platform/db/retry-transaction";
import { notFound } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { requireMatch } from "../../platform/writes/precondition";
import { appendAudit } from "../audit/append-audit";
import { findOwnGroup } from "../groups/find-own-group";
import { lockGroupInTree } from "../groups/group-store";
import { findKey, revokeKeyRow } from "./key-store";
import { keyState, presentKey } from "./present-key";

/** For good. 403, 404 for the group; 404 for a key that is unknown or revoked already. */
export async function revokeKey(
  deps: Deps,
  context: ManagementContext,
  { groupId, prefix }: { groupId: string; prefix: string },
): Promise<{ prefix: string }> {
  return retryTransaction(deps.db, async (tx) => {
    await lockGroupInTree(tx, await findOwnGroup(tx, context.workspaceId, groupId));
    const group = await findOwnGroup(tx, context.workspaceId, groupId);
    const key = await findKey(tx, groupId, prefix);
    if (!key) throw notFound("API key");
    await requireMatch(context.precondition, keyState(key), () => presentKey(key));
    await revokeKeyRow(tx, { groupId, prefix, at: new Date(deps.clock.now()) });
    await appendAudit(deps, tx, context, {
      type: "GATEWAY_API_KEY_REVOKED",
      data: {
        group_id: groupId,
        external_entity_id: group.externalEntityId,
        prefix,
        name: key.name,
      },
    });
    await announceChange(tx, { kind: "key", prefix });
    return { prefix };
  });
}
