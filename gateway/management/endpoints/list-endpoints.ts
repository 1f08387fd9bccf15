import type { Endpoint, ListEndpointsQuery } from "../../contracts/endpoint";
import type { Page } from "../../contracts/page";
import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { decodeCursor, seqCursor, toPage } from "../../platform/http/pagination";
import { endpointAnswer } from "./endpoint-answer";
import { selectEndpoints } from "./endpoint-store";
import { withGroupCounts } from "./with-group-counts";

/** One page of the workspace's endpoints in creation order. */
export async function listEndpoints(
  deps: Pick<Deps, "db">,
  context: ManagementContext,
  query: ListEndpointsQuery,
): Promise<Page<Endpoint>> {
  const rows = await selectEndpoints(deps.db, {
    workspaceId: context.workspaceId,
    after: query.cursor ? decodeCursor(query.cursor, seqCursor).after : 0,
    limit: query.limit + 1,
  });
  const page = toPage(rows, query.limit, endpointAnswer, (row) => ({ after: row.seq }));
  if (!query.include.includes("group_count")) return page;
  return { ...page, items: await withGroupCounts(deps, context, page.items) };
}
