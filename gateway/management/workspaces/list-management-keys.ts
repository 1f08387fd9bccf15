import type { ManagementKey } from "../../contracts/management-key";
import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { managementKeyAnswer } from "./management-key-answer";
import { selectManagementKeys } from "./management-key-store";

/** The workspace's keys that still work, in creation order; never a plaintext or a hash. */
export async function listManagementKeys(
  deps: Pick<Deps, "db">,
  context: ManagementContext,
): Promise<ManagementKey[]> {
  return (await selectManagementKeys(deps.db, context.workspaceId)).map(managementKeyAnswer);
}
