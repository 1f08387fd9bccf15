import { z } from "zod";
import type { Page } from "../../contracts/page";
import type { FindRequestsQuery, FoundRequest } from "../../contracts/request";
import type { Deps } from "../../deps";
import { selectGroupNames } from "../../management/groups/group-store";
import { nameGroups } from "../../management/groups/name-groups";
import { selectTraced } from "../../metering/ledger/trace-store";
import type { ManagementContext } from "../../platform/http/context";
import { decodeCursor, toPage } from "../../platform/http/pagination";
import { requestMoment } from "../request-lookup/request-moment";
import { toCallersNames } from "./callers-names";
import { selectRequestSummaries } from "./request-summary-store";

/** The last id that was answered; older ones follow. */
const requestCursor = z.object({
  before: z.string().refine((id) => requestMoment(id) !== undefined),
});

/**
 * The workspace's calls that their caller named so, or that belong to the trace, newest first. What
 * was dropped since is left out, so a page may hold less than asked for. 400 a strange cursor.
 */
export async function findRequests(
  { db }: Pick<Deps, "db">,
  { workspaceId }: ManagementContext,
  { reference, limit, cursor }: FindRequestsQuery,
): Promise<Page<FoundRequest>> {
  const beforeId = cursor ? decodeCursor(cursor, requestCursor).before : undefined;
  const traced = await selectTraced(db, { workspaceId, reference, beforeId, limit: limit + 1 });
  const summaries = await selectRequestSummaries(
    db,
    traced.map(({ requestId }) => requestId),
  );
  const ids = [...summaries.values()].flatMap(({ groupPath }) => groupPath);
  const names = await selectGroupNames(db, ids);
  const { items, pagination } = toPage(
    traced,
    limit,
    (trace): FoundRequest | undefined => {
      const row = summaries.get(trace.requestId);
      return (
        row && {
          request_id: row.requestId,
          ...toCallersNames(trace),
          outcome: row.outcome,
          at: row.at.toISOString(),
          model_slug: row.modelSlug,
          api_key_prefix: row.apiKeyPrefix,
          groups: nameGroups(row.groupPath, names),
        }
      );
    },
    ({ requestId }) => ({ before: requestId }),
  );
  return { items: items.filter((item) => item !== undefined), pagination };
}
