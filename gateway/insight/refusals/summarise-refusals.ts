import { dayMs, hourMs } from "../../contracts/leaves/time";
import {
  type RefusalSummary,
  type RefusalSummaryQuery,
  refusalSumsMax,
} from "../../contracts/refusal";
import type { Deps } from "../../deps";
import { selectGroupNames } from "../../management/groups/group-store";
import type { ManagementContext } from "../../platform/http/context";
import { presentRefusal } from "./present-refusal";
import { refusalSelection } from "./refusal-selection";
import { selectRefusalSums } from "./refusal-store";

/**
 * Refusals added up by calling group, model and the limit that bound: in a storm a line, not
 * thousands. Errors as those of listRefusals.
 */
export async function summariseRefusals(
  { db, clock }: Pick<Deps, "db" | "clock">,
  { workspaceId }: ManagementContext,
  query: RefusalSummaryQuery,
): Promise<RefusalSummary> {
  const asked = await refusalSelection(db, workspaceId, query, (to) => {
    const toMs = to ?? clock.now();
    return { fromMs: Math.max(0, toMs - dayMs), toMs };
  });
  const fromMs = Math.floor(asked.fromMs / hourMs) * hourMs;
  const toMs = Math.ceil(asked.toMs / hourMs) * hourMs;
  const sums = await selectRefusalSums(db, { ...asked, fromMs, toMs }, refusalSumsMax);
  const paths = sums.flatMap(({ newest }) => newest.groupPath);
  const names = await selectGroupNames(db, paths);
  const all = sums[0] ?? { allLines: 0, allRefusals: 0 };
  const listed = sums.reduce((sum, { refusals }) => sum + refusals, 0);
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    refusals: all.allRefusals,
    items: sums.map(({ refusals, newest }) => {
      const { groups, model_slug, limit, ...last } = presentRefusal(newest, names);
      const { request_id, at, retry_after_ms, never_fits } = last;
      return {
        ...{ groups, model_slug, limit, refusals },
        newest: { request_id, at, retry_after_ms, never_fits },
      };
    }),
    others: { count: all.allLines - sums.length, refusals: all.allRefusals - listed },
  };
}
