import type { Group } from "../../contracts/group";
import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { findOwnGroup } from "./find-own-group";
import { type GroupInclude, presentOneGroup } from "./present-groups";

/** 403, 404 for the group. */
export async function readGroup(
  deps: Deps,
  { workspaceId }: ManagementContext,
  { groupId, include }: { groupId: string; include: GroupInclude },
): Promise<Group> {
  return presentOneGroup(deps.db, await findOwnGroup(deps.db, workspaceId, groupId), include);
}
