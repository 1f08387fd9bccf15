import type {
  CounterStore,
  RebuildEntry,
  Reservation,
  ReserveRequest,
  ReserveResult,
} from "./counter-store";
import { CounterTable } from "./counter-table";
import { needOf, refusedBy } from "./refusal";
import { dayMs, type Moment } from "./slug-counters";

export interface MemoryCounterOptions {
  /** After this long an unsettled reservation gives back what it holds. */
  reservationMsMax?: number;
}

interface OpenReservation {
  admitted: Moment;
  expiresAtMs: number;
}

const rateTuples = [
  { type: "TOKEN", unit: "SECOND" },
  { type: "TOKEN", unit: "MINUTE" },
  { type: "REQUEST", unit: "SECOND" },
  { type: "REQUEST", unit: "MINUTE" },
] as const;

/** The counters of a gateway that runs alone: one process, one owner. See CounterStore. */
export function createMemoryCounterStore(
  clock: { now(): number },
  options: MemoryCounterOptions = {},
): CounterStore {
  const reservationMsMax = options.reservationMsMax ?? 3_600_000;
  const table = new CounterTable();
  // Equal lifetimes: insertion order is order of expiry.
  const open = new Map<Reservation, OpenReservation>();
  const expired = new WeakSet<Reservation>();
  const readMoment = steadyClock(clock);

  function now(): Moment {
    const moment = readMoment();
    for (const [reservation, { admitted, expiresAtMs }] of open) {
      if (expiresAtMs > moment.steadyMs) break;
      const amounts = { requests: 1, tokens: reservation.tokens };
      table.giveBack(reservation.request, admitted, amounts, moment);
      open.delete(reservation);
      expired.add(reservation);
    }
    return moment;
  }

  function reserve(request: ReserveRequest): ReserveResult {
    const moment = now();
    table.sweep(moment);
    const used = request.chain.map((limit) => table.used(limit, moment));
    const tokens = grantOf(request, used);
    const isRefused = request.chain.some(
      (limit, index) => (used[index] ?? 0) + needOf(limit, tokens) > limit.threshold,
    );
    if (isRefused) return refusalOf(request, tokens, moment);
    const reservation: Reservation = { request, tokens, admittedAt: moment.wallMs };
    table.charge(request, moment.day, { requests: 1, tokens }, moment);
    open.set(reservation, { admitted: moment, expiresAtMs: moment.steadyMs + reservationMsMax });
    const states = request.chain.map((limit) => table.stateOf(limit, moment));
    return { admitted: true, reservation, states };
  }

  function refusalOf(request: ReserveRequest, tokens: number, moment: Moment): ReserveResult {
    const states = request.chain.map((limit) => table.stateOf(limit, moment));
    const refusals = states
      .filter(({ limit, used }) => used + needOf(limit, tokens) > limit.threshold)
      .map((state) => table.refusalOf(state, needOf(state.limit, tokens), moment));
    return refusedBy(refusals, states);
  }

  function settle(reservation: Reservation, tokens: number) {
    const moment = now();
    const { request } = reservation;
    const held = open.get(reservation);
    let excess = 0;
    if (held) {
      open.delete(reservation);
      excess = tokens - reservation.tokens;
      const amounts = { requests: 0, tokens: Math.abs(excess) };
      if (excess < 0) table.giveBack(request, held.admitted, amounts, moment);
      else table.charge(request, held.admitted.day, amounts, moment);
    } else if (expired.delete(reservation)) {
      // Everything was given back, yet the request was answered: it counts as of now.
      excess = tokens;
      const day = Math.floor(reservation.admittedAt / dayMs);
      table.charge(request, day, { requests: 1, tokens }, moment);
    }
    const states = request.chain.map((limit) => table.stateOf(limit, moment));
    const over = states.map(({ limit, used }) =>
      limit.type === "TOKEN" ? Math.min(excess, used - limit.threshold) : 0,
    );
    return { overshootTokens: Math.max(0, ...over), states };
  }

  function release(reservation: Reservation, countRequest: boolean): void {
    const moment = now();
    const held = open.get(reservation);
    if (!held) return;
    open.delete(reservation);
    const amounts = { requests: countRequest ? 0 : 1, tokens: reservation.tokens };
    table.giveBack(reservation.request, held.admitted, amounts, moment);
  }

  function rebuildOne(entry: RebuildEntry): void {
    const moment = now();
    for (const groupId of entry.meteredGroupIds) {
      const counters = table.findOrAdd(groupId, entry.slug);
      if (entry.counts === "day") {
        counters.addToDay(Math.floor(entry.admittedAt / dayMs), entry, moment);
        continue;
      }
      for (const tuple of rateTuples) {
        // How much of the tokens was excess is not known: all of it counts from the settlement.
        const isToken = tuple.type === "TOKEN";
        const agoMs = Math.max(0, moment.wallMs - (isToken ? entry.settledAt : entry.admittedAt));
        const amount = isToken ? entry.tokens : entry.requests;
        counters.addToWindow(tuple, amount, moment.steadyMs - agoMs, moment);
      }
    }
  }

  return {
    reserve: async (request) => reserve(request),
    settle: async (reservation, tokens) => settle(reservation, tokens),
    release: async (reservation, { countRequest }) => release(reservation, countRequest),
    async readDay(keys) {
      const moment = now();
      return keys.flatMap((key) => {
        const usage = table.find(key.groupId, key.slug)?.today(moment);
        return usage ? [{ ...key, ...usage }] : [];
      });
    },
    async readChain(chain) {
      const moment = now();
      return chain.map((limit) => table.stateOf(limit, moment));
    },
    async rebuild(entries) {
      for await (const entry of entries) rebuildOne(entry);
    },
    async probe() {},
    async openReservations() {
      now();
      return open.size;
    },
    async close() {
      table.clear();
      open.clear();
    },
  };
}

/** Tokens granted: what is left in the tightest limit, between the minimum and what is wanted. */
function grantOf({ chain, tokens, tokensMin }: ReserveRequest, used: readonly number[]): number {
  let left = tokens;
  for (const [index, limit] of chain.entries()) {
    if (limit.type === "TOKEN") left = Math.min(left, limit.threshold - (used[index] ?? 0));
  }
  return Math.max(tokensMin, left);
}

const clockStepMsMax = 3_600_000;

/**
 * A clock set back must neither reopen nor freeze a window: its steps back are dropped. The day
 * does not go back either, unless the step is too large to be anything but a correction.
 */
function steadyClock(clock: { now(): number }): () => Moment {
  let lastWallMs = clock.now();
  let steadyMs = lastWallMs;
  let latestWallMs = lastWallMs;
  return () => {
    const wallMs = clock.now();
    steadyMs += Math.max(0, wallMs - lastWallMs);
    lastWallMs = wallMs;
    if (wallMs > latestWallMs || latestWallMs - wallMs > clockStepMsMax) latestWallMs = wallMs;
    return { wallMs, steadyMs, day: Math.floor(latestWallMs / dayMs) };
  };
}
