import type { AuditEventType } from "../../contracts/audit";
import { keyPrefixCharacters } from "../../contracts/sizes";
import type { Deps } from "../../deps";
import { announceChange } from "../../platform/db/changes";
import { retryTransaction } from "../../platform/db/retry-transaction";
import type { ManagementContext } from "../../platform/http/context";
import { appendAudit } from "../audit/append-audit";
import { findOwnGroup } from "../groups/find-own-group";
import { lockGroupInTree } from "../groups/group-store";
import { sha256 } from "../workspaces/authenticate";
import { insertKey } from "./key-store";

export interface KeyToStore {
  groupId: string;
  /** The whole plaintext: only its prefix and its hash are kept. */
  key: string;
  name: string | null;
  how: "minted" | "registered";
}

const auditTypes: Record<KeyToStore["how"], AuditEventType> = {
  minted: "GATEWAY_API_KEY_CREATED",
  registered: "GATEWAY_API_KEY_REGISTERED",
};

/**
 * Binds a key to a live group, never to one that is being deleted. False, and nothing stored, where
 * its prefix is taken in the workspace. 403, 404 for the group.
 */
export async function storeKey(
  deps: Deps,
  context: ManagementContext,
  { groupId, key, name, how }: KeyToStore,
): Promise<boolean> {
  const prefix = key.slice(0, keyPrefixCharacters);
  return retryTransaction(deps.db, async (tx) => {
    await lockGroupInTree(tx, await findOwnGroup(tx, context.workspaceId, groupId));
    const group = await findOwnGroup(tx, context.workspaceId, groupId);
    const isStored = await insertKey(tx, {
      workspaceId: context.workspaceId,
      groupId,
      prefix,
      keyHash: sha256(key),
      name,
      registered: how === "registered",
      createdAt: new Date(deps.clock.now()),
    });
    if (!isStored) return false;
    await appendAudit(deps, tx, context, {
      type: auditTypes[how],
      data: { group_id: groupId, external_entity_id: group.externalEntityId, prefix, name },
    });
    await announceChange(tx, { kind: "key", prefix });
    return true;
  });
}
