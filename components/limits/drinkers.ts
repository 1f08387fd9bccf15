import type { LimitDrinker, LimitDrinkers } from "@/gateway/contracts/limit-drinkers";

export interface Drinker {
  groupId: string;
  /** null = the level's own keys. */
  name: string | null;
  amount: number;
  /** The group that is looked at, or the way to it. */
  isOnPath: boolean;
  isDeleted: boolean;
}

/** Who used the pool of one level. */
export interface PoolDrinkers {
  /** The group that declares it. */
  source: string;
  amount: number;
  /** Biggest first. */
  drinkers: Drinker[];
  /** `count` is null where the member may not know who they are. */
  others: { count: number | null; amount: number };
}

export interface Drinkers {
  /** Start of what was read, where that is not the whole window. */
  onlyFrom: string | null;
  pools: PoolDrinkers[];
}

export function drinkersOf({ pools, is_whole: isWhole, from }: LimitDrinkers): Drinkers {
  return {
    onlyFrom: isWhole ? null : from,
    pools: pools.map(({ source_group: source, amount, drinkers, others }) => ({
      ...{ source, amount, others },
      drinkers: drinkers.map(drinkerOf),
    })),
  };
}

export function poolOf(drinkers: Drinkers, source: string): PoolDrinkers | null {
  return drinkers.pools.find((pool) => pool.source === source) ?? null;
}

function drinkerOf({ group, is_own_use, is_on_path, amount }: LimitDrinker): Drinker {
  return {
    groupId: group.id,
    name: is_own_use ? null : group.name || group.external_entity_id || group.id,
    amount,
    isOnPath: is_on_path,
    isDeleted: group.is_deleted,
  };
}

/** `2 others`, `1 other`, or `others` where their number is not told; null where there are none. */
export function othersText({ count, amount }: PoolDrinkers["others"]): string | null {
  if (amount === 0) return null;
  if (count === null) return "others";
  return count === 1 ? "1 other" : `${count} others`;
}
