import type { Queryable } from "../../platform/db/database";
import { notFound, requireOwn } from "../../platform/http/app-error";
import { findGroup, type GroupRow } from "./group-store";

/** The live group that a path names: 404 unknown or deleted, 403 in another workspace. */
export async function findOwnGroup(
  db: Queryable,
  workspaceId: string,
  groupId: string,
): Promise<GroupRow> {
  return requireOwn(await findGroup(db, groupId), workspaceId, "group");
}

/** A live group named in a body or query, where unknown, deleted and foreign are all 404. */
export async function findReferencedGroup(
  db: Queryable,
  workspaceId: string,
  groupId: string,
  what: string,
): Promise<GroupRow> {
  const group = await findGroup(db, groupId);
  if (group?.workspaceId !== workspaceId) throw notFound(what);
  return group;
}
