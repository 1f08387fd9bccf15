import type { Deps } from "../../deps";
import { invalidField, requireOwn } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { selectManagementKeyIds } from "./management-key-store";
import { revokeManagementKey } from "./revoke-management-key";

/**
 * `DELETE /v1/api_keys/{prefix}`. Refusals as those of revokeManagementKey; 400, too, where several
 * keys that somebody chose begin alike.
 */
export async function revokeApiKey(
  deps: Pick<Deps, "db" | "ids" | "clock">,
  context: ManagementContext,
  prefix: string,
): Promise<{ prefix: string }> {
  const { workspaceId } = context;
  const [first, next] = await selectManagementKeyIds(deps.db, { workspaceId, prefix });
  const key = requireOwn(first, workspaceId, "API key");
  if (next?.workspaceId === workspaceId) {
    throw invalidField("api_key_prefix", "several keys have this prefix: revoke them by their ids");
  }
  await revokeManagementKey(deps, context, key.id, "api_key_prefix");
  return { prefix };
}
