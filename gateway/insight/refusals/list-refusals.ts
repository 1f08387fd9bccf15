import { z } from "zod";
import { hourMs } from "../../contracts/leaves/time";
import type { Page } from "../../contracts/page";
import type { ListRefusalsQuery, Refusal } from "../../contracts/refusal";
import type { Deps } from "../../deps";
import { selectGroupNames } from "../../management/groups/group-store";
import { selectKeysEver } from "../../management/keys/key-store";
import { nameKey } from "../../management/keys/name-key";
import { selectTraces } from "../../metering/ledger/trace-store";
import { ulidFloor } from "../../metering/ledger/ulid-range";
import type { ManagementContext } from "../../platform/http/context";
import { decodeCursor, toPage } from "../../platform/http/pagination";
import { requestMoment } from "../request-lookup/request-moment";
import { toCallersNames } from "./callers-names";
import { findNewestRefusals } from "./find-newest-refusals";
import { presentRefusal } from "./present-refusal";
import { refusalSelection } from "./refusal-selection";

/** The last id that was answered: what came since is newer, and on none of the pages that follow. */
const refusalCursor = z.object({
  before: z.string().refine((id) => requestMoment(id) !== undefined),
});

/**
 * One page of the workspace's refusals, newest first by the moment at which the request began.
 * 400 an empty window or a strange cursor; 404 unknown group; 403 a group of another workspace.
 */
export async function listRefusals(
  { db, clock }: Pick<Deps, "db" | "clock">,
  { workspaceId }: ManagementContext,
  query: ListRefusalsQuery,
): Promise<Page<Refusal>> {
  const cursor = query.cursor ? decodeCursor(query.cursor, refusalCursor) : undefined;
  const selection = await refusalSelection(db, workspaceId, query, (toMs) => ({
    fromMs: 0,
    // Clocks of replicas differ.
    toMs: toMs ?? clock.now() + hourMs,
  }));
  const beforeMs = cursor && requestMoment(cursor.before);
  const toMs = Math.min(selection.toMs, (beforeMs ?? selection.toMs) + 1);
  const endId = `req_${ulidFloor(Math.max(0, selection.toMs))}`;
  const rows = await findNewestRefusals(db, {
    ...selection,
    toMs,
    fromId: `req_${ulidFloor(selection.fromMs)}`,
    beforeId: cursor && cursor.before < endId ? cursor.before : endId,
    limit: query.limit + 1,
  });
  const paths = rows.flatMap(({ groupPath }) => groupPath);
  const names = await selectGroupNames(db, paths);
  const prefixes = rows.map(({ apiKeyPrefix }) => apiKeyPrefix);
  const keys = await selectKeysEver(db, workspaceId, prefixes);
  const traces = await selectTraces(
    db,
    rows.map(({ requestId }) => requestId),
  );
  return toPage(
    rows,
    query.limit,
    (row) => ({
      ...presentRefusal(row, names),
      ...toCallersNames(traces.get(row.requestId)),
      key: nameKey(row.apiKeyPrefix, keys),
    }),
    ({ requestId }) => ({ before: requestId }),
  );
}
