import { dayMs } from "../../gateway/contracts/leaves/time";
import type { LimitType } from "../../gateway/contracts/limit";
import type { LedgerRow } from "../../gateway/metering/ledger/ledger";

/** What the sample used since midnight UTC, as the counters will count it at the next start. */
export interface TodayUsage {
  add(row: LedgerRow): void;
  /** Most that any one daily limit of this kind declared at the group has to allow. */
  needed(group: { id: string; cascading: boolean }, slug: string, type: LimitType): number;
}

interface Counted {
  /** Of the group and everything below it. */
  pool: Record<LimitType, number>;
  /** Of the one group in the subtree that used most: a template's limit holds for each alone. */
  most: Record<LimitType, number>;
}

export function createTodayUsage(nowMs: number): TodayUsage {
  const midnightMs = Math.floor(nowMs / dayMs) * dayMs;
  const counted = new Map<string, Counted>();
  const of = (groupId: string, slug: string): Counted => {
    const key = `${groupId} ${slug}`;
    const known = counted.get(key);
    if (known) return known;
    const fresh: Counted = { pool: { TOKEN: 0, REQUEST: 0 }, most: { TOKEN: 0, REQUEST: 0 } };
    counted.set(key, fresh);
    return fresh;
  };
  // A group's own use is what `own` holds; `most` is the highest of them on the way up.
  const own = new Map<string, Record<LimitType, number>>();
  return {
    add(row) {
      if (row.admittedAt < midnightMs) return;
      const key = `${row.groupId} ${row.modelSlug}`;
      const mine = own.get(key) ?? { TOKEN: 0, REQUEST: 0 };
      mine.TOKEN += row.inputTokens + row.outputTokens;
      mine.REQUEST += 1;
      own.set(key, mine);
      for (const groupId of row.groupPath) {
        const { pool, most } = of(groupId, row.modelSlug);
        pool.TOKEN += row.inputTokens + row.outputTokens;
        pool.REQUEST += 1;
        most.TOKEN = Math.max(most.TOKEN, mine.TOKEN);
        most.REQUEST = Math.max(most.REQUEST, mine.REQUEST);
      }
    },
    needed(group, slug, type) {
      const found = counted.get(`${group.id} ${slug}`);
      return found ? (group.cascading ? found.pool : found.most)[type] : 0;
    },
  };
}
