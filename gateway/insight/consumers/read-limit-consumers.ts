import type { z } from "zod";
import { dayMs } from "../../contracts/leaves/time";
import type { LimitConsumers, limitConsumersQuery } from "../../contracts/limit-consumers";
import { isRolling, windowLengthMs } from "../../contracts/limit-windows";
import type { Deps } from "../../deps";
import { selectModels } from "../../limits/declared-models-store";
import { flattenLimits } from "../../limits/resolve-limits";
import { findOwnGroup } from "../../management/groups/find-own-group";
import { selectGroupNames } from "../../management/groups/group-store";
import { nameGroupEver } from "../../management/groups/name-groups";
import { readOneMoment } from "../../metering/rollups/usage-history-store";
import { invalidField } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import {
  type ConsumerRows,
  type PoolSelection,
  selectConsumersOfDay,
  selectConsumersSince,
} from "./consumers-store";
import { type PoolConsumer, usedPools } from "./used-pools";

/**
 * Who used the pools that a CASCADING group draws from in the current window, by the ledger: what is
 * under way is in none. 400 where `within` is not on the group's path; 403, 404.
 */
export async function readLimitConsumers(
  { db, clock }: Pick<Deps, "db" | "clock">,
  { workspaceId }: ManagementContext,
  { groupId, ...query }: z.infer<typeof limitConsumersQuery> & { groupId: string },
): Promise<LimitConsumers> {
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
  const nothing: ConsumerRows = {
    rows: [],
    fromMs: isRolling(unit) ? now - windowLengthMs[unit] : day,
    isWhole: true,
  };
  const read = !hasPools
    ? nothing
    : isRolling(unit)
      ? await selectConsumersSince(db, selection, nothing.fromMs)
      : await db.transaction(async (tx) => {
          await readOneMoment(tx);
          return selectConsumersOfDay(tx, selection, day);
        });
  const pools = usedPools(group.path, read.rows, within).map((pool, index) => ({
    ...pool,
    source_group: group.path[index] ?? "",
  }));
  const told = pools.filter((_, index) => hasPools && declares[index]);
  const ids = told.flatMap(({ consumers }) => consumers.map((each) => each.groupId));
  const names = await selectGroupNames(db, ids);
  const present = ({ groupId: id, isOwnUse, isOnPath, amount }: PoolConsumer) => ({
    group: nameGroupEver(id, names.get(id)),
    is_own_use: isOwnUse,
    is_on_path: isOnPath,
    amount,
  });
  return {
    group_id: group.id,
    ...{ slug, type, unit },
    from: new Date(read.fromMs).toISOString(),
    is_whole: read.isWhole,
    pools: told.map(({ consumers, ...pool }) => ({ ...pool, consumers: consumers.map(present) })),
  };
}
