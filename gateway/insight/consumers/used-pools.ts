import { consumersMax } from "../../contracts/limit-consumers";
import type { ConsumerRow } from "./consumers-store";

export interface PoolConsumer {
  groupId: string;
  isOwnUse: boolean;
  isOnPath: boolean;
  amount: number;
}

export interface Pool {
  amount: number;
  consumers: PoolConsumer[];
  others: { count: number | null; amount: number };
}

/**
 * What each level's pool gave, root first, and to whom. Of levels above `within`, the place of a
 * group on the path, that group alone is named.
 */
export function usedPools(
  path: readonly string[],
  rows: readonly ConsumerRow[],
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
      const consumers = onPath(path[within], seen);
      return { amount, consumers, others: { count: null, amount: amount - seen } };
    }
    const here = rows.filter((row) => row.level === level);
    const named = here.flatMap(({ consumer, amount }): PoolConsumer[] => {
      if (consumer === null) return [];
      const isOwnUse = consumer === "";
      const isOnPath = isOwnUse && level === path.length;
      return [{ groupId: isOwnUse ? groupId : consumer, isOwnUse, isOnPath, amount }];
    });
    const nextOnPath = onPath(path[level], usedFrom(level + 1));
    const biggest = named
      .sort((one, other) => other.amount - one.amount)
      .slice(0, consumersMax - nextOnPath.length);
    const consumers = [...nextOnPath, ...biggest].sort((one, other) => other.amount - one.amount);
    const told = consumers.reduce((sum, each) => sum + each.amount, 0);
    const count = here.reduce((sum, row) => sum + row.count, 0) - biggest.length;
    return { amount, consumers, others: { count, amount: Math.max(0, amount - told) } };
  });
}

function onPath(groupId: string | undefined, amount: number): PoolConsumer[] {
  if (groupId === undefined || amount === 0) return [];
  return [{ groupId, isOwnUse: false, isOnPath: true, amount }];
}
