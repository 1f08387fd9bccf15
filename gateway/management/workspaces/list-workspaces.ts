import type { Workspace } from "../../contracts/workspace";
import type { Deps } from "../../deps";
import { selectWorkspaces } from "./workspace-store";

/** Every workspace of this database, in creation order. For the command line only. */
export async function listWorkspaces(deps: Pick<Deps, "db">): Promise<Workspace[]> {
  return selectWorkspaces(deps.db);
}
