import { isRolling, windowLengthMs } from "../../contracts/limit-windows";
import type { ChainLimit, LimitState, ReserveRequest } from "../counter-store";
import type { Refusal } from "../refusal";
import { type Moment, SlugCounters, untilMidnightMs } from "../slug-counters";

export interface Amounts {
  requests: number;
  tokens: number;
}

/** Every counter in memory, by (group, slug). Memory follows what is counted now. */
export class CounterTable {
  private readonly groups = new Map<string, Map<string, SlugCounters>>();
  private sweeping = this.groups.entries();

  find(groupId: string, slug: string): SlugCounters | undefined {
    return this.groups.get(groupId)?.get(slug);
  }

  findOrAdd(groupId: string, slug: string): SlugCounters {
    let slugs = this.groups.get(groupId);
    if (!slugs) {
      slugs = new Map();
      this.groups.set(groupId, slugs);
    }
    let counters = slugs.get(slug);
    if (!counters) {
      counters = new SlugCounters();
      slugs.set(slug, counters);
    }
    return counters;
  }

  /**
   * The counters that a chain charges, in its order. Use them in this decision only: empty counters
   * leave the table.
   */
  findCounters(chain: readonly ChainLimit[]): SlugCounters[] {
    let known: SlugCounters | undefined;
    let before: ChainLimit | undefined;
    return chain.map((limit) => {
      const { counterGroupId, slug } = limit;
      known =
        before && known && isSameCounter(limit, before)
          ? known
          : this.findOrAdd(counterGroupId, slug);
      before = limit;
      return known;
    });
  }

  /** Visits one group and drops what counts no more; called with every decision. */
  sweep(moment: Moment): void {
    const next = this.sweeping.next();
    if (next.done) {
      this.sweeping = this.groups.entries();
      return;
    }
    const [groupId, slugs] = next.value;
    for (const [slug, counters] of slugs) if (counters.isIdle(moment)) slugs.delete(slug);
    if (slugs.size === 0) this.groups.delete(groupId);
  }

  /** Groups with a counter in memory. */
  size(): number {
    return this.groups.size;
  }

  clear(): void {
    this.groups.clear();
  }

  /** States of a chain, in its order, adding nothing to the table. */
  readStates(chain: readonly ChainLimit[], moment: Moment): LimitState[] {
    let known: SlugCounters | undefined;
    let before: ChainLimit | undefined;
    return chain.map((limit) => {
      if (!before || !isSameCounter(limit, before)) {
        known = this.find(limit.counterGroupId, limit.slug);
      }
      before = limit;
      return toState(limit, known, moment);
    });
  }

  toRefusal(state: LimitState, amount: number, moment: Moment): Refusal {
    const { limit } = state;
    const neverFits = amount > limit.threshold;
    if (!isRolling(limit.unit)) return { state, neverFits, waitMs: untilMidnightMs(moment) };
    if (neverFits) return { state, neverFits, waitMs: windowLengthMs[limit.unit] };
    const counters = this.find(limit.counterGroupId, limit.slug);
    return {
      state,
      neverFits,
      waitMs: Math.max(1, counters?.fitsInMs(limit, amount, moment) ?? 1),
    };
  }

  /** Counts in the windows of this moment, and on the day of admission. */
  charge(
    request: ReserveRequest,
    counters: readonly SlugCounters[],
    day: number,
    amounts: Amounts,
    moment: Moment,
  ): void {
    for (const [index, limit] of request.chain.entries()) {
      const amount = limit.type === "TOKEN" ? amounts.tokens : amounts.requests;
      if (amount === 0) continue;
      counters[index]?.addToWindow(limit, amount, moment.steadyMs, moment);
    }
    for (const groupId of listDayGroups(request)) {
      this.findOrAdd(groupId, request.slug).addToDay(day, amounts, moment);
    }
  }

  /** Takes amounts back where they were counted at the moment of admission. */
  giveBack(
    request: ReserveRequest,
    counters: readonly SlugCounters[],
    admitted: Moment,
    amounts: Amounts,
    moment: Moment,
  ): void {
    for (const [index, limit] of request.chain.entries()) {
      const amount = limit.type === "TOKEN" ? amounts.tokens : amounts.requests;
      if (amount === 0) continue;
      counters[index]?.giveBackToWindow(limit, amount, admitted.steadyMs, moment);
    }
    const negative = { requests: -amounts.requests, tokens: -amounts.tokens };
    for (const groupId of listDayGroups(request)) {
      this.find(groupId, request.slug)?.addToDay(admitted.day, negative, moment);
    }
  }
}

/** Limits of one group follow each other, so it is looked up once for all of them. */
function isSameCounter(a: ChainLimit, b: ChainLimit): boolean {
  return a.counterGroupId === b.counterGroupId && a.slug === b.slug;
}

function toState(
  limit: ChainLimit,
  counters: SlugCounters | undefined,
  moment: Moment,
): LimitState {
  const used = Math.min(counters?.used(limit, moment) ?? 0, Number.MAX_SAFE_INTEGER);
  const idleResetMs = isRolling(limit.unit) ? 0 : untilMidnightMs(moment);
  return {
    limit,
    used,
    remaining: Math.max(0, limit.threshold - used),
    resetMs: counters?.resetMs(limit, moment) ?? idleResetMs,
  };
}

/** Metered whether limited or not, plus owners of a daily limit that the caller left out. */
function listDayGroups({ meteredGroupIds, chain }: ReserveRequest): readonly string[] {
  let groupIds = meteredGroupIds;
  for (const { unit, counterGroupId } of chain) {
    if (!isRolling(unit) && !groupIds.includes(counterGroupId)) {
      groupIds = [...groupIds, counterGroupId];
    }
  }
  return groupIds;
}
