import type { ExplainedLimit, GroupLimits, LimitLevel } from "../contracts/group-limits";
import type { Deps } from "../deps";
import type { ManagementContext } from "../http/context";
import type { ChainLimit, LimitState } from "../limits/counter-store";
import { limitChains } from "../limits/limit-chains";
import {
  type DeclaringGroup,
  type FlatLimit,
  flattenLimits,
  isSameTuple,
  resolveEffectiveModels,
} from "../limits/resolve-limits";
import { findOwnGroup } from "./find-own-group";
import { selectModels } from "./group-models-store";
import { selectGroupNames } from "./group-store";
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
  const states = await readStates(deps, [...chains.values()].flat(), row.rootId);
  const now = deps.clock.now();
  return {
    group_id: row.id,
    limit_enforcement: row.limitEnforcement,
    counters_available: states !== null,
    groups: row.path.map((id) => ({
      id,
      name: names.get(id)?.name ?? null,
      external_entity_id: names.get(id)?.externalEntityId ?? "",
    })),
    models: models.map(({ slug }) => {
      const chain = chains.get(slug) ?? [];
      const first = firstToBind(chain, states);
      const levelsOf = (tuple: ChainLimit) =>
        path.map((group) => levelOf({ group, tuple, chain, states, first, now }));
      return { slug, limits: tuplesOf(chain).map((tuple) => explain(tuple, levelsOf(tuple))) };
    }),
  };
}

type States = ReadonlyMap<ChainLimit, LimitState> | null;

/**
 * Null = unknown: a reader must learn the limits all the same, and never take unknown for 0. A store
 * that lost its counters answers no states, or throws.
 */
async function readStates(
  { counters, log }: Pick<Deps, "counters" | "log">,
  chain: readonly ChainLimit[],
  rootId: string,
): Promise<States> {
  try {
    const states = await counters.readChain(chain, rootId);
    if (states.length < chain.length) return null;
    return new Map(
      chain.flatMap((limit) => {
        const state = states.find((each) => isSameLimit(each.limit, limit));
        return state ? [[limit, state]] : [];
      }),
    );
  } catch (err) {
    log.warn({ err }, "limits are explained without their use: the counters can't be read");
    return null;
  }
}

function isSameLimit(a: ChainLimit, b: ChainLimit): boolean {
  return a.sourceGroupId === b.sourceGroupId && isSameTuple(a, b);
}

function explain({ kind, type, unit }: ChainLimit, levels: LimitLevel[]): ExplainedLimit {
  return { kind, type, unit, levels };
}

/** One limit for each (kind, type, unit), in the chain's order. */
function tuplesOf(chain: readonly ChainLimit[]): ChainLimit[] {
  return chain.filter((limit, index) => chain.findIndex((l) => isSameTuple(l, limit)) === index);
}

/**
 * One that blocks everything, as a refusal says it too; else the least headroom as a share. A tie goes
 * to the one with less left, then to the nearer.
 */
function firstToBind(chain: readonly ChainLimit[], states: States): ChainLimit | undefined {
  let first: { limit: ChainLimit; share: number; remaining: number } | undefined;
  for (const limit of chain) {
    const state = states?.get(limit);
    if (!state) continue;
    const { remaining } = state;
    const share = limit.threshold === 0 ? -1 : remaining / limit.threshold;
    const isFirst =
      !first || share < first.share || (share === first.share && remaining <= first.remaining);
    if (isFirst) first = { limit, share, remaining };
  }
  return first?.limit;
}

interface LevelInput {
  group: DeclaringGroup;
  tuple: FlatLimit;
  chain: readonly ChainLimit[];
  states: States;
  first: ChainLimit | undefined;
  now: number;
}

function levelOf({ group, tuple, chain, states, first, now }: LevelInput): LimitLevel {
  const declared = flattenLimits(group.models).find((limit) => isSameTuple(limit, tuple));
  const counting = chain.find(
    (limit) => limit.sourceGroupId === group.id && isSameTuple(limit, tuple),
  );
  const state = counting && states?.get(counting);
  return {
    source_group: group.id,
    threshold: declared?.threshold ?? null,
    counts: counting !== undefined,
    counter_group: counting?.counterGroupId ?? null,
    used: state?.used ?? null,
    remaining: state ? Math.max(0, state.remaining) : null,
    reset_ms: state ? Math.ceil(state.resetMs) : null,
    reset_at: state ? new Date(now + state.resetMs).toISOString() : null,
    binds_first: counting !== undefined && counting === first,
  };
}
