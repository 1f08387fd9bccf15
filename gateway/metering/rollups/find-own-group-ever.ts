import type { Queryable } from "../../platform/db/database";
import { foreign, notFound } from "../../platform/http/app-error";
import { type GroupNames, selectGroupsEver } from "./usage-names-store";

/** A group of the workspace, deleted ones too. 404 unknown; 403 another workspace's. */
export async function findOwnGroupEver(
  db: Queryable,
  workspaceId: string,
  groupId: string,
): Promise<GroupNames> {
  const group = (await selectGroupsEver(db, [groupId])).get(groupId);
  if (!group) throw notFound("group");
  if (group.workspaceId !== workspaceId) throw foreign("group");
  return group;
}
