import type { Group, ListGroupsQuery } from "../../contracts/group";
import type { Page } from "../../contracts/page";
import { modelsPerPageMax } from "../../contracts/sizes";
import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { decodeCursor, seqCursor, toPage } from "../../platform/http/pagination";
import { findReferencedGroup } from "./find-own-group";
import { type ListedGroup, selectGroups } from "./group-list-store";
import { presentGroups } from "./present-groups";

/**
 * Groups in creation order; filters add up. A page ends before `limit` where its groups declare very
 * many models. 404 where a filter names no group of the workspace.
 */
export async function listGroups(
  deps: Deps,
  { workspaceId }: ManagementContext,
  query: ListGroupsQuery,
): Promise<Page<Group>> {
  const parentId = query.parent_group_id === "root" ? null : query.parent_group_id;
  if (parentId) await findReferencedGroup(deps.db, workspaceId, parentId, "parent group");
  if (query.within) await findReferencedGroup(deps.db, workspaceId, query.within, "group");
  const rows = await selectGroups(deps.db, {
    workspaceId,
    after: query.cursor ? decodeCursor(query.cursor, seqCursor).after : 0,
    limit: query.limit + 1,
    externalEntityId: query.external_entity_id,
    parentId,
    within: query.within,
    search: query.q,
  });
  const page = toPage(
    rows,
    Math.min(query.limit, countShown(rows)),
    (row) => row,
    (row) => ({ after: row.seq }),
  );
  return { ...page, items: await presentGroups(deps.db, page.items, query.include) };
}

/** How many of the rows fit on a page by what they declare: one at least. */
function countShown(rows: readonly ListedGroup[]): number {
  let models = 0;
  const tooMany = rows.findIndex(({ modelCount }) => {
    models += modelCount;
    return models > modelsPerPageMax;
  });
  return tooMany < 0 ? rows.length : Math.max(1, tooMany);
}
