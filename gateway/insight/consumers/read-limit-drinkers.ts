import type { z } from "zod";
import type { LimitDrinkers, limitDrinkersQuery } from "../../contracts/limit-drinkers";
import type { Deps } from "../../deps";
import { selectModels } from "../../limits/declared-models-store";
import { flattenLimits } from "../../limits/resolve-limits";
import { dayMs, windowLengthMs } from "../../limits/slug-counters";
import { findOwnGroup } from "../../management/groups/find-own-group";
import { groupOf } from "../../metering/rollups/describe-consumers";
import { readOneMoment } from "../../metering/rollups/usage-history-store";
import { selectGroupsEver } from "../../metering/rollups/usage-names-store";
import { invalidField } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import {
  type DrinkerRows,
  type PoolSelection,
  selectDrinkersOfDay,
  selectDrinkersSince,
} from "./drinkers-store";
import { drunkPools, type PoolDrinker } from "./drunk-pools";

/**
 * Who used the pools that a CASCADING group draws from in the current window, by the ledger: what is
 * under way is in none. 400 where `within` is not on the group's path; 403, 404.
 */
export async function readLimitDrinkers(
  { db, clock }: Pick<Deps, "db" | "clock">,
  { workspaceId }: ManagementContext,
  { groupId, ...query }: z.infer<typeof limitDrinkersQuery> & { groupId: string },
): Promise<LimitDrinkers> {
  const { slug, type, unit } = query;
  const group = await findOwnGroup(db, workspaceId, groupId);
  const within = query.within === undefined ? 0 : group.path.indexOf(query.within);
  if (within < 0) throw invalidField("within", "within must name the group or one above it");
  const models = await selectModels(db, group.path);
  const declares = group.path.map((id) =>
    flattenLimits(models.get(id) ?? []).some(
      (limit) => limit.slug === slug && limit.type === type && limit.unit === unit,
    ),
  );
  const hasPools = group.limitEnforcement === "CASCADING" && declares.includes(true);
  const now = clock.now();
  const day = Math.floor(now / dayMs) * dayMs;
  const selection: PoolSelection = { workspaceId, slug, type, path: group.path };
  const nothing: DrinkerRows = {
    rows: [],
    fromMs: unit === "DAY" ? day : now - windowLengthMs[unit],
    isWhole: true,
  };
  const read = !hasPools
    ? nothing
    : unit === "DAY"
      ? await db.transaction(async (tx) => {
          await readOneMoment(tx);
          return selectDrinkersOfDay(tx, selection, day);
        })
      : await selectDrinkersSince(db, selection, nothing.fromMs);
  const pools = drunkPools(group.path, read.rows, within).map((pool, index) => ({
    ...pool,
    source_group: group.path[index] ?? "",
  }));
  const told = pools.filter((_, index) => hasPools && declares[index]);
  const ids = told.flatMap(({ drinkers }) => drinkers.map((each) => each.groupId));
  const names = await selectGroupsEver(db, [...new Set(ids)]);
  const present = ({ groupId: id, isOwnUse, isOnPath, amount }: PoolDrinker) => ({
    group: groupOf(names.get(id) ?? { id, name: null, externalEntityId: "", isDeleted: true }),
    is_own_use: isOwnUse,
    is_on_path: isOnPath,
    amount,
  });
  return {
    group_id: group.id,
    ...{ slug, type, unit },
    from: new Date(read.fromMs).toISOString(),
    is_whole: read.isWhole,
    pools: told.map(({ drinkers, ...pool }) => ({ ...pool, drinkers: drinkers.map(present) })),
  };
}
