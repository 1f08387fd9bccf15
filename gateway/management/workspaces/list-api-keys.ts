import type { ApiKeyInfo } from "../../contracts/management-key";
import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { apiKeyInfoAnswer } from "./management-key-answer";
import { selectManagementKeys } from "./management-key-store";

/** `GET /v1/api_keys`: the management keys that still work, in creation order; metadata only. */
export async function listApiKeys(
  deps: Pick<Deps, "db">,
  { workspaceId, workspaceName }: ManagementContext,
): Promise<{ keys: ApiKeyInfo[] }> {
  const rows = await selectManagementKeys(deps.db, workspaceId);
  return { keys: rows.map((row) => apiKeyInfoAnswer(row, workspaceName)) };
}
