import type { ChainLimit } from "../../limits/counter-store";
import { selectModels } from "../../limits/declared-models-store";
import { limitChains } from "../../limits/limit-chains";
import { resolveEffectiveModels } from "../../limits/resolve-limits";
import type { Queryable } from "../../platform/db/database";
import { findCallingGroup } from "./caller-store";

/** What admission needs to know of a group. */
export interface CallerGroup {
  id: string;
  workspaceId: string;
  rootId: string;
  path: readonly string[];
  cascading: boolean;
  externalEntityId: string;
  /** The access set: every effective limit of each slug, as the counters count it. */
  chains: ReadonlyMap<string, readonly ChainLimit[]>;
  /** Groups whose consumption of any slug is metered: itself, or its whole path. */
  meteredGroupIds: readonly string[];
}

/** Undefined for a group that is deleted or unknown. */
export async function findCallerGroup(
  db: Queryable,
  groupId: string,
): Promise<CallerGroup | undefined> {
  const group = await findCallingGroup(db, groupId);
  if (!group) return undefined;
  const declared = await selectModels(db, group.path);
  const path = group.path.map((id) => ({ id, models: declared.get(id) ?? [] }));
  const cascading = group.limitEnforcement === "CASCADING";
  const models = resolveEffectiveModels(path, group.limitEnforcement);
  return {
    id: group.id,
    workspaceId: group.workspaceId,
    rootId: group.rootId,
    path: group.path,
    cascading,
    externalEntityId: group.externalEntityId,
    chains: limitChains(models, group.id, group.limitEnforcement),
    meteredGroupIds: cascading ? group.path : [group.id],
  };
}
