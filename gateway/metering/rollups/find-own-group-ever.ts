import { type GroupNames, selectGroupNames } from "../../management/groups/group-store";
import type { Queryable } from "../../platform/db/database";
import { requireOwn } from "../../platform/http/app-error";

/** A group of the workspace, deleted ones too. 404 unknown; 403 another workspace's. */
export async function findOwnGroupEver(
  db: Queryable,
  workspaceId: string,
  groupId: string,
): Promise<GroupNames> {
  return requireOwn((await selectGroupNames(db, [groupId])).get(groupId), workspaceId, "group");
}
