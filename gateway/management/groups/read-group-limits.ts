import type { ExplainedLimit, GroupLimits, LimitLevel } from "../../contracts/group-limits";
import type { Deps } from "../../deps";
import type { ChainLimit, LimitState } from "../../limits/counter-store";
import { selectModels } from "../../limits/declared-models-store";
import { firstToBind } from "../../limits/first-to-bind";
import { limitChains } from "../../limits/limit-chains";
import { counterKey, type LimitStates, readStates } from "../../limits/read-states";
import {
  type DeclaringGroup,
  declaredLimit,
  type FlatLimit,
  isSameTuple,
  resolveEffectiveModels,
} from "../../limits/resolve-limits";
import type { ManagementContext } from "../../platform/http/context";
import { findOwnGroup } from "./find-own-group";
import { selectGroupNames } from "./group-store";
import { nameGroups } from "./name-groups";
import { declaringPath } from "./present-groups";

/**
 * Every limit of a group, level by level, with what its counters say now: from the code that
 * enforces, so it can't tell anything else. Use is null while counters can't be read. 403, 404.
 */
export async function readGroupLimits(
  deps: Pick<Deps, "db" | "clock" | "counters" | "log">,
  { workspaceId }: ManagementContext,
  groupId: string,
): Promise<GroupLimits> {
  const row = await findOwnGroup(deps.db, workspaceId, groupId);
  const [declared, names] = await Promise.all([
    selectModels(deps.db, row.path),
    selectGroupNames(deps.db, row.path),
  ]);
  const path = declaringPath(row.path, declared);
  const models = resolveEffectiveModels(path, row.limitEnforcement);
  const chains = limitChains(models, row.id, row.limitEnforcement);
  const states = await readStates(deps, [
    { rootId: row.rootId, limits: [...chains.values()].flat() },
  ]);
  const now = deps.clock.now();
  return {
    group_id: row.id,
    limit_enforcement: row.limitEnforcement,
    counters_available: states !== null,
    groups: nameGroups(row.path, names),
    models: models.map(({ slug }) => {
      const chain = chains.get(slug) ?? [];
      const first = firstToBind(chain, states);
      const toLevels = (tuple: ChainLimit) =>
        path.map((group) => toLevel({ group, tuple, chain, states, first, now }));
      return { slug, limits: listTuples(chain).map((tuple) => explain(tuple, toLevels(tuple))) };
    }),
  };
}

function explain({ kind, type, unit }: ChainLimit, levels: LimitLevel[]): ExplainedLimit {
  return { kind, type, unit, levels };
}

/** One limit for each (kind, type, unit), in the chain's order. */
function listTuples(chain: readonly ChainLimit[]): ChainLimit[] {
  return chain.filter((limit, index) => chain.findIndex((l) => isSameTuple(l, limit)) === index);
}

interface LevelInput {
  group: DeclaringGroup;
  tuple: FlatLimit;
  chain: readonly ChainLimit[];
  states: LimitStates | null;
  first: LimitState | undefined;
  now: number;
}

function toLevel({ group, tuple, chain, states, first, now }: LevelInput): LimitLevel {
  const declared = declaredLimit(group.models, tuple);
  const counting = chain.find(
    (limit) => limit.sourceGroupId === group.id && isSameTuple(limit, tuple),
  );
  const state = counting && states?.get(counterKey(counting));
  return {
    source_group: group.id,
    threshold: declared?.threshold ?? null,
    counts: counting !== undefined,
    counter_group: counting?.counterGroupId ?? null,
    used: state?.used ?? null,
    remaining: state ? Math.max(0, state.remaining) : null,
    reset_ms: state ? Math.ceil(state.resetMs) : null,
    reset_at: state ? new Date(now + state.resetMs).toISOString() : null,
    binds_first: state !== undefined && state === first,
  };
}
