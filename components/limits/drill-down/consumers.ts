import type { LimitConsumer, LimitConsumers } from "@/gateway/contracts/limit-consumers";
import { isRolling } from "@/gateway/contracts/limit-windows";
import { exactUtc } from "@/lib/format/format";

export interface Consumer {
  groupId: string;
  /** null = the level's own keys. */
  name: string | null;
  amount: number;
  /** The group that is looked at, or the way to it. */
  isOnPath: boolean;
  isDeleted: boolean;
}

/** Who used the pool of one level. */
export interface PoolConsumers {
  /** The group that declares it. */
  source: string;
  amount: number;
  /** Biggest first. */
  consumers: Consumer[];
  /** `count` is null where the member may not know who they are. */
  others: { count: number | null; amount: number };
}

export interface Consumers {
  /** Start of what was read, where that is not the whole second or minute: then shares say more. */
  onlyFrom: string | null;
  /** Of a day, the newest calls are missing. */
  isBehind: boolean;
  pools: PoolConsumers[];
}

export function toConsumers({ pools, is_whole: isWhole, from, unit }: LimitConsumers): Consumers {
  return {
    onlyFrom: isWhole || !isRolling(unit) ? null : from,
    isBehind: !isWhole && !isRolling(unit),
    pools: pools.map(({ source_group: source, amount, consumers, others }) => ({
      ...{ source, amount, others },
      consumers: consumers.map(toConsumer),
    })),
  };
}

export function findPool(consumers: Consumers, source: string): PoolConsumers | null {
  return consumers.pools.find((pool) => pool.source === source) ?? null;
}

function toConsumer({ group, is_own_use, is_on_path, amount }: LimitConsumer): Consumer {
  return {
    groupId: group.id,
    name: is_own_use ? null : group.name || group.external_entity_id || group.id,
    amount,
    isOnPath: is_on_path,
    isDeleted: group.is_deleted,
  };
}

/** A share of what was used: `62%`, `<1%`. */
export function shareText(amount: number, of: number): string {
  const percent = Math.round((amount / of) * 100);
  return percent === 0 ? "<1%" : `${percent}%`;
}

/** What is counted, and what is not. */
export function countedText({ onlyFrom, isBehind }: Consumers): string {
  const counted = "Who used it: answered calls; those under way are not counted yet.";
  if (isBehind) return `${counted} The newest ones are missing: the sums of the day are behind.`;
  if (onlyFrom === null) return counted;
  return `${counted} Shares are of those since ${exactUtc(onlyFrom)}: there were too many to read all.`;
}

/** `2 others`, `1 other`, or `others` where their number is not told; null where there are none. */
export function othersText({ count, amount }: PoolConsumers["others"]): string | null {
  if (amount === 0) return null;
  if (count === null) return "others";
  return count === 1 ? "1 other" : `${count} others`;
}
