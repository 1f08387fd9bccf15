import type { RefusalSummaryQuery } from "../../contracts/refusal";
import { findOwnGroupEver } from "../../metering/rollups/find-own-group-ever";
import type { Queryable } from "../../platform/db/database";
import { invalidField } from "../../platform/http/app-error";
import type { RefusalSelection } from "./refusal-store";

/**
 * What a query asks for within a window that stands in for the times it leaves out; in ms.
 * 400 an empty window; 404 unknown group; 403 a group of another workspace; deleted ones are fine.
 */
export async function refusalSelection(
  db: Queryable,
  workspaceId: string,
  query: RefusalSummaryQuery,
  window: (toMs: number | undefined) => { fromMs: number; toMs: number },
): Promise<RefusalSelection> {
  const { group_id: groupId, from, to } = query;
  const usual = window(to === undefined ? undefined : Date.parse(to));
  const fromMs = from === undefined ? usual.fromMs : Math.max(0, Date.parse(from));
  if (fromMs >= usual.toMs) throw invalidField("from", "from must be before to");
  if (groupId !== undefined) await findOwnGroupEver(db, workspaceId, groupId);
  return {
    workspaceId,
    groupId,
    includeSubtree: query.include_subtree === "true",
    slug: query.slug,
    keyPrefix: query.key_prefix,
    sourceGroup: query.source_group,
    type: query.type,
    unit: query.unit,
    fromMs,
    toMs: usual.toMs,
  };
}
