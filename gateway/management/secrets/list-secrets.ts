import type { Secret } from "../../contracts/secret";
import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { secretAnswer } from "./secret-answer";
import { selectSecrets } from "./secret-store";

/** Names and ids of the workspace's secrets, in creation order. */
export async function listSecrets(
  deps: Pick<Deps, "db">,
  context: ManagementContext,
): Promise<Secret[]> {
  const rows = await selectSecrets(deps.db, context.workspaceId);
  return rows.map((row) => secretAnswer(row, context.workspaceName));
}
