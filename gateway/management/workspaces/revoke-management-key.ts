import type { Deps } from "../../deps";
import { announceChange } from "../../platform/db/changes";
import { AppError, invalidField, notFound, requireOwn } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { requireMatch } from "../../platform/writes/precondition";
import { appendAudit } from "../audit/append-audit";
import { managementKeyEvent } from "./create-management-key";
import { managementKeyAnswer, managementKeyState } from "./management-key-answer";
import { lockManagementKey, markManagementKeyRevoked } from "./management-key-store";
import { lockWorkspace } from "./workspace-store";

/**
 * Revokes a management key for good. 404 unknown or revoked, 403 another workspace's, 400 for the
 * dashboard's own key and for the key that asks: neither may lock its operator out.
 */
export async function revokeManagementKey(
  deps: Pick<Deps, "db" | "ids" | "clock">,
  context: ManagementContext,
  keyId: string,
  field: "key_id" | "api_key_prefix" = "key_id",
): Promise<{ id: string }> {
  return deps.db.transaction(async (tx) => {
    await lockWorkspace(tx, context.workspaceId);
    // Two keys that revoke each other pass authentication together: the second one stops here.
    const asking = context.keyId ? await lockManagementKey(tx, context.keyId) : undefined;
    if (asking?.revokedAt) {
      throw new AppError("UNAUTHENTICATED", "This management key is unknown or revoked");
    }
    const found = await lockManagementKey(tx, keyId);
    const key = requireOwn(found, context.workspaceId, "management key");
    if (key.revokedAt) throw notFound("management key");
    const { precondition } = context;
    await requireMatch(precondition, managementKeyState(key), () => managementKeyAnswer(key));
    if (key.isDashboard) {
      throw invalidField(field, "the dashboard's own key can't be revoked: it is configuration");
    }
    if (key.id === context.keyId) {
      throw invalidField(field, "a management key can't revoke itself; use another one");
    }
    await markManagementKeyRevoked(tx, key.id, new Date(deps.clock.now()));
    await announceChange(tx, { kind: "managementKey" });
    await appendAudit(deps, tx, context, {
      type: "API_KEY_DELETED",
      data: managementKeyEvent(key),
    });
    return { id: key.id };
  });
}
