import type { ApiKey } from "../../contracts/key";
import type { Page } from "../../contracts/page";
import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { decodeCursor, seqCursor, toPage } from "../../platform/http/pagination";
import { findOwnGroup } from "../groups/find-own-group";
import { selectKeys } from "./key-store";
import { presentKey } from "./present-key";

/** The group's keys that are not revoked, in creation order. 403, 404 for the group. */
export async function listKeys(
  deps: Deps,
  { workspaceId }: ManagementContext,
  { groupId, limit, cursor }: { groupId: string; limit: number; cursor?: string | undefined },
): Promise<Page<ApiKey>> {
  await findOwnGroup(deps.db, workspaceId, groupId);
  const after = cursor ? decodeCursor(cursor, seqCursor).after : 0;
  const rows = await selectKeys(deps.db, { groupId, after, limit: limit + 1 });
  return toPage(rows, limit, presentKey, (row) => ({ after: row.seq }));
}
