import { drinkersMax } from "../../contracts/limit-drinkers";
import type { DrinkerRow } from "./drinkers-store";

export interface PoolDrinker {
  groupId: string;
  isOwnUse: boolean;
  isOnPath: boolean;
  amount: number;
}

export interface Pool {
  amount: number;
  drinkers: PoolDrinker[];
  others: { count: number | null; amount: number };
}

/**
 * What each level's pool gave, root first, and to whom. Of levels above `within`, the place of a
 * group on the path, that group alone is named.
 */
export function drunkPools(
  path: readonly string[],
  rows: readonly DrinkerRow[],
  within = 0,
): Pool[] {
  const usedFrom = (level: number) =>
    Math.min(
      rows.reduce((sum, row) => (row.level >= level ? sum + row.amount : sum), 0),
      Number.MAX_SAFE_INTEGER,
    );
  return path.map((groupId, index) => {
    const level = index + 1;
    const amount = usedFrom(level);
    if (index < within) {
      const seen = usedFrom(within + 1);
      const drinkers = onPath(path[within], seen);
      return { amount, drinkers, others: { count: null, amount: amount - seen } };
    }
    const here = rows.filter((row) => row.level === level);
    const named = here.flatMap(({ drinker, amount }): PoolDrinker[] => {
      if (drinker === null) return [];
      const isOwnUse = drinker === "";
      const isOnPath = isOwnUse && level === path.length;
      return [{ groupId: isOwnUse ? groupId : drinker, isOwnUse, isOnPath, amount }];
    });
    const nextOnPath = onPath(path[level], usedFrom(level + 1));
    const biggest = named
      .sort((one, other) => other.amount - one.amount)
      .slice(0, drinkersMax - nextOnPath.length);
    const drinkers = [...nextOnPath, ...biggest].sort((one, other) => other.amount - one.amount);
    const told = drinkers.reduce((sum, each) => sum + each.amount, 0);
    const count = here.reduce((sum, row) => sum + row.count, 0) - biggest.length;
    return { amount, drinkers, others: { count, amount: Math.max(0, amount - told) } };
  });
}

function onPath(groupId: string | undefined, amount: number): PoolDrinker[] {
  if (groupId === undefined || amount === 0) return [];
  return [{ groupId, isOwnUse: false, isOnPath: true, amount }];
}
