import type { Headroom, UsedLimit } from "../../contracts/headroom";
import { dayMs } from "../../contracts/leaves/time";
import { headroomPairsMax } from "../../contracts/sizes";
import type { Deps } from "../../deps";
import type { ChainLimit, LimitState } from "../../limits/counter-store";
import { selectModels } from "../../limits/declared-models-store";
import { firstToBind } from "../../limits/first-to-bind";
import { limitChains } from "../../limits/limit-chains";
import { readStates } from "../../limits/read-states";
import { resolveEffectiveModel } from "../../limits/resolve-limits";
import { findReferencedGroup } from "../../management/groups/find-own-group";
import { selectGroupNames } from "../../management/groups/group-store";
import { nameGroups } from "../../management/groups/name-groups";
import { declaringPath } from "../../management/groups/present-groups";
import type { Queryable } from "../../platform/db/database";
import type { ManagementContext } from "../../platform/http/context";
import { type CallingPair, selectBusiestPairs } from "./headroom-store";

type LimitedPair = CallingPair & { chain: readonly ChainLimit[] };

/**
 * Of who called today, the limit that stops each first: from the code that enforces, as the
 * explanation of one group is. 404 where `within` names no group of the workspace.
 */
export async function readHeadroom(
  deps: Pick<Deps, "db" | "clock" | "counters" | "log">,
  { workspaceId }: ManagementContext,
  { within }: { within?: string | undefined },
): Promise<Headroom> {
  if (within !== undefined) await findReferencedGroup(deps.db, workspaceId, within, "group");
  const now = deps.clock.now();
  const day = new Date(Math.floor(now / dayMs) * dayMs);
  const limit = headroomPairsMax + 1;
  const busiest = await selectBusiestPairs(deps.db, { workspaceId, day, within, limit });
  const pairs = await withChains(deps.db, busiest.slice(0, headroomPairsMax));
  const states = await readStates(
    deps,
    pairs.map(({ rootId, chain }) => ({ rootId, limits: chain })),
  );
  const toPath = (path: readonly string[]) =>
    within === undefined ? [...path] : path.slice(path.indexOf(within));
  const paths = pairs.flatMap(({ path }) => toPath(path));
  const names = await selectGroupNames(deps.db, paths);
  return {
    counters_available: states !== null,
    truncated: busiest.length > headroomPairsMax,
    pairs: pairs.map(({ groupId, slug, path, chain }) => {
      const first = firstToBind(chain, states);
      return {
        group_id: groupId,
        slug,
        path: toPath(path),
        is_limited: chain.length > 0,
        limit: first ? toUsedLimit(first, now) : null,
      };
    }),
    groups: nameGroups([...names.keys()], names),
  };
}

/** Each pair with the chain that admission would reserve over. */
async function withChains(db: Queryable, pairs: readonly CallingPair[]): Promise<LimitedPair[]> {
  const groupIds = [...new Set(pairs.flatMap(({ path }) => path))];
  const slugs = [...new Set(pairs.map(({ slug }) => slug))];
  const declared = await selectModels(db, groupIds, slugs);
  return pairs.map((pair) => {
    const { groupId, path, limitEnforcement, slug } = pair;
    const model = resolveEffectiveModel(declaringPath(path, declared), limitEnforcement, slug);
    return { ...pair, chain: limitChains([model], groupId, limitEnforcement).get(slug) ?? [] };
  });
}

function toUsedLimit({ limit, used, resetMs }: LimitState, now: number): UsedLimit {
  const { kind, type, unit, threshold, sourceGroupId, counterGroupId } = limit;
  return {
    ...{ kind, type, unit, threshold },
    source_group: sourceGroupId,
    counter_group: counterGroupId,
    used,
    share: threshold === 0 ? 1 : used / threshold,
    reset_ms: Math.ceil(resetMs),
    reset_at: new Date(now + resetMs).toISOString(),
  };
}
