import type { UsageHistory, UsageHistoryQuery } from "../../contracts/usage-history";
import type { Deps } from "../../deps";
import { nameGroupEver } from "../../management/groups/name-groups";
import { selectKeysEver } from "../../management/keys/key-store";
import type { Queryable } from "../../platform/db/database";
import { notFound } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { selectFloor, selectWriters } from "../ledger/recording-store";
import { describeConsumers } from "./describe-consumers";
import { findOwnGroupEver } from "./find-own-group-ever";
import { usageSources } from "./roll-up-usage";
import { selectFirstMissing } from "./rollup-store";
import { subtractPoints, subtractSums, toPoint } from "./subtract-usage";
import {
  readOneMoment,
  selectBuckets,
  selectConsumerBuckets,
  selectTopConsumers,
  selectTotals,
} from "./usage-history-store";
import type { UsageSelection } from "./usage-rows-store";
import { usageWindow } from "./usage-window";

/**
 * Consumption over time, from the roll-ups. All figures are of one moment, so that they fit.
 * 404 unknown group or key; 403 a group of another workspace; deleted ones are answered.
 */
export async function readUsageHistory(
  { db, clock }: Pick<Deps, "db" | "clock">,
  { workspaceId }: ManagementContext,
  query: UsageHistoryQuery,
): Promise<UsageHistory> {
  const { group_id: groupId, api_key_prefix: apiKeyPrefix, slug, interval, by, limit } = query;
  const window = usageWindow(query, clock.now());
  const includeSubtree = query.include_subtree === "true";
  const selection: UsageSelection = {
    ...{ workspaceId, groupId, includeSubtree, apiKeyPrefix, slug, interval },
    ...window,
  };
  const recordedUntil = await readRecordedUntil(db);
  return db.transaction(async (tx) => {
    await readOneMoment(tx);
    const group =
      groupId === undefined ? undefined : await findOwnGroupEver(tx, workspaceId, groupId);
    if (apiKeyPrefix !== undefined) {
      const known = await selectKeysEver(tx, workspaceId, [apiKeyPrefix]);
      if (!known.has(apiKeyPrefix)) throw notFound("key");
    }
    const totals = await selectTotals(tx, selection);
    const points = (await selectBuckets(tx, selection)).map(toPoint);
    const top =
      by === "none"
        ? { consumers: [], count: 0 }
        : await selectTopConsumers(tx, by, selection, limit);
    const buckets =
      by === "none" || top.consumers.length === 0
        ? []
        : await selectConsumerBuckets(tx, by, selection, top.consumers);
    const consumers = await describeConsumers(tx, workspaceId, by, top.consumers, buckets);
    const isCompared = by !== "none";
    return {
      from: new Date(window.fromMs).toISOString(),
      to: new Date(window.toMs).toISOString(),
      interval,
      by,
      group: group ? nameGroupEver(group.id, group) : null,
      complete_until: (await completeUntil(tx, recordedUntil)).toISOString(),
      saturated: totals.total_tokens >= Number.MAX_SAFE_INTEGER,
      totals,
      points,
      consumers,
      others: {
        count: top.count - consumers.length,
        totals: subtractSums(totals, isCompared ? consumers.map((each) => each.totals) : [totals]),
        points: isCompared
          ? subtractPoints(
              points,
              consumers.map((each) => each.points),
            )
          : [],
      },
    };
  });
}

/** While somebody writes it is what was settled last: within a second, where there is traffic. */
async function readRecordedUntil(db: Queryable): Promise<number> {
  let untilMs = Number.POSITIVE_INFINITY;
  for (const source of usageSources) {
    const { settledMs, nowMs } = await selectFloor(db, source);
    const isQuiet = (await selectWriters(db, source)).size === 0;
    untilMs = Math.min(untilMs, isQuiet ? nowMs : Math.min(nowMs, settledMs));
  }
  return untilMs;
}

/** What is recorded but not added up yet is not in. */
async function completeUntil(tx: Queryable, recordedUntilMs: number): Promise<Date> {
  let untilMs = recordedUntilMs;
  for (const source of usageSources) {
    untilMs = Math.min(untilMs, (await selectFirstMissing(tx, source)) ?? untilMs);
  }
  return new Date(untilMs);
}
