import type { Headroom, HeadroomPair, UsedLimit } from "@/gateway/contracts/headroom";

/** One group and slug that called today, as the tree needs it. */
export interface TreePair {
  slug: string;
  /** The way down to the group, itself last. */
  path: string[];
  isLimited: boolean;
  /** null = none, or unknown where `isLimited`. */
  limit: Pick<UsedLimit, "type" | "unit" | "threshold" | "used" | "share"> | null;
  /** The group whose traffic the limit counts. */
  counterGroupId: string | null;
}

/** What the browser gets. */
export interface TreeHeadroom {
  /** More pairs than these called today. */
  truncated: boolean;
  pairs: TreePair[];
  /** By id, of every group of the paths: those that the tree has not loaded are told of too. */
  names: Record<string, string>;
}

export function toTreeHeadroom({ truncated, pairs, groups }: Headroom): TreeHeadroom {
  const names = groups.map(({ id, name, external_entity_id }) => [id, name || external_entity_id]);
  return { truncated, pairs: pairs.map(toTreePair), names: Object.fromEntries(names) };
}

function toTreePair({ slug, path, is_limited: isLimited, limit }: HeadroomPair): TreePair {
  if (!limit) return { slug, path, isLimited, limit: null, counterGroupId: null };
  const { type, unit, threshold, used, share, counter_group: counterGroupId } = limit;
  return { slug, path, isLimited, limit: { type, unit, threshold, used, share }, counterGroupId };
}

/**
 * The worst pair of each group and all below it; groups where nobody called are absent. Of equals
 * the first: who called most. Levels times pairs, whatever the size of the tree.
 */
export function worstOfSubtrees(pairs: readonly TreePair[]): Map<string, TreePair> {
  const worst = new Map<string, TreePair>();
  for (const pair of pairs) {
    for (const id of pair.path) {
      const known = worst.get(id);
      if (!known || badness(pair, id) > badness(known, id)) worst.set(id, pair);
    }
  }
  return worst;
}

/** The group's own calls, or its pool, which those below it use up too. */
export function isOwn({ path, counterGroupId }: TreePair, groupId: string): boolean {
  return path.at(-1) === groupId || counterGroupId === groupId;
}

/** Where below the group it is: the pool that is nearly empty, else the group that calls. */
export function placeBelow({ path, counterGroupId }: TreePair, groupId: string): string {
  const pool = path.indexOf(counterGroupId ?? "");
  return path[pool > path.indexOf(groupId) ? pool : path.length - 1] ?? groupId;
}

/**
 * A known share before an unknown one, and that before no limit at all. What blocks one group on
 * purpose is the worst there, and says little of those above it.
 */
function badness(pair: TreePair, groupId: string): number {
  if (!pair.limit) return pair.isLimited ? -2 : -3;
  return pair.limit.threshold === 0 && !isOwn(pair, groupId) ? -1 : pair.limit.share;
}
