import { dayMs } from "../../contracts/leaves/time";
import { isRolling, limitTypes, limitUnits } from "../../contracts/limit-windows";
import type {
  ChainLimit,
  CounterStore,
  RebuildEntry,
  Reservation,
  ReserveRequest,
  ReserveResult,
} from "../counter-store";
import { refusedBy, toNeed } from "../refusal";
import type { Moment, SlugCounters } from "../slug-counters";
import { type CountersClock, steadyClock } from "../steady-clock";
import { CounterTable } from "./counter-table";
import { Admitted, SettledInMemory } from "./memory-decisions";

const rolling = limitUnits
  .filter(isRolling)
  .flatMap((unit) => limitTypes.map((type) => ({ type, unit })));

/**
 * The counters of a gateway that runs alone: one process, one owner. A reservation lasts until it is
 * ended, however long its stream is: those of a process that dies end with it. See CounterStore.
 */
export function createMemoryCounterStore(clock: CountersClock): CounterStore {
  const table = new CounterTable();
  /** Open reservations, with the moment of their admission. */
  const open = new Map<Reservation, Moment>();
  const now = steadyClock(clock);

  const readStates = (chain: readonly ChainLimit[]) => table.readStates(chain, now());

  function reserve(request: ReserveRequest): ReserveResult {
    const moment = now();
    table.sweep(moment);
    const { chain } = request;
    const counters = table.findCounters(chain);
    const used = chain.map((limit, index) => counters[index]?.used(limit, moment) ?? 0);
    const tokens = grant(request, used);
    const isRefused = chain.some(
      (limit, index) => (used[index] ?? 0) + toNeed(limit, tokens) > limit.threshold,
    );
    if (isRefused) return toRefusal(request, tokens, moment);
    const reservation: Reservation = { request, tokens, admittedAt: moment.wallMs };
    table.charge(request, counters, moment.day, { requests: 1, tokens }, moment);
    open.set(reservation, moment);
    return new Admitted(chain, readStates, reservation);
  }

  function toRefusal(request: ReserveRequest, tokens: number, moment: Moment): ReserveResult {
    const states = table.readStates(request.chain, moment);
    const refusals = states
      .filter(({ limit, used }) => used + toNeed(limit, tokens) > limit.threshold)
      .map((state) => table.toRefusal(state, toNeed(state.limit, tokens), moment));
    return refusedBy(refusals, states);
  }

  function settle(reservation: Reservation, tokens: number) {
    const moment = now();
    const { request } = reservation;
    const counters = table.findCounters(request.chain);
    const admitted = open.get(reservation);
    let excess = 0;
    if (admitted) {
      open.delete(reservation);
      excess = tokens - reservation.tokens;
      const amounts = { requests: 0, tokens: Math.abs(excess) };
      if (excess < 0) table.giveBack(request, counters, admitted, amounts, moment);
      else table.charge(request, counters, admitted.day, amounts, moment);
    }
    const overshootTokens = measureOvershoot(request.chain, counters, excess, moment);
    return new SettledInMemory(request.chain, readStates, overshootTokens);
  }

  function release(reservation: Reservation, countRequest: boolean): void {
    const moment = now();
    const admitted = open.get(reservation);
    if (!admitted) return;
    open.delete(reservation);
    const { request, tokens } = reservation;
    const counters = table.findCounters(request.chain);
    const amounts = { requests: countRequest ? 0 : 1, tokens };
    table.giveBack(request, counters, admitted, amounts, moment);
  }

  function rebuildOne(entry: RebuildEntry): void {
    const moment = now();
    for (const groupId of entry.meteredGroupIds) {
      const counters = table.findOrAdd(groupId, entry.slug);
      if (entry.counts === "day") {
        counters.addToDay(Math.floor(entry.admittedAt / dayMs), entry, moment);
        continue;
      }
      for (const tuple of rolling) {
        // How much of the tokens was excess is not known: all of it counts from the settlement.
        const isToken = tuple.type === "TOKEN";
        const agoMs = Math.max(0, moment.wallMs - (isToken ? entry.settledAt : entry.admittedAt));
        const amount = isToken ? entry.tokens : entry.requests;
        counters.addToWindow(tuple, amount, moment.steadyMs - agoMs, moment);
      }
    }
  }

  return {
    reserve,
    settle,
    release: async (reservation, { countRequest }) => release(reservation, countRequest),
    async readDay(keys) {
      const moment = now();
      return keys.flatMap((key) => {
        const usage = table.find(key.groupId, key.slug)?.readDay(moment);
        return usage ? [{ ...key, ...usage }] : [];
      });
    },
    readChain: async (chain) => readStates(chain),
    async rebuild(entries) {
      for await (const entry of entries) rebuildOne(entry);
    },
    async probe() {},
    openReservations: async () => open.size,
    async close() {
      table.clear();
      open.clear();
    },
  };
}

/** How many of the tokens above the estimate ran over the chain's worst TOKEN limit. */
function measureOvershoot(
  chain: readonly ChainLimit[],
  counters: readonly SlugCounters[],
  excess: number,
  moment: Moment,
): number {
  if (excess <= 0) return 0;
  const over = chain.map((limit, index) => {
    const used = counters[index]?.used(limit, moment) ?? 0;
    return limit.type === "TOKEN" ? Math.min(excess, used - limit.threshold) : 0;
  });
  return Math.max(0, ...over);
}

/** Tokens granted: what is left in the tightest limit, between the minimum and what is wanted. */
function grant({ chain, tokens, tokensMin }: ReserveRequest, used: readonly number[]): number {
  let left = tokens;
  chain.forEach((limit, index) => {
    if (limit.type === "TOKEN") left = Math.min(left, limit.threshold - (used[index] ?? 0));
  });
  return Math.max(tokensMin, left);
}
