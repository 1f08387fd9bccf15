import { dayMs } from "../contracts/leaves/time";
import { isRolling, windowLengthMs } from "../contracts/limit-windows";
import type {
  ChainLimit,
  CounterStore,
  LimitState,
  Reservation,
  ReserveRequest,
  ReserveResult,
  Settled,
} from "./counter-store";
import { createMemoryCounterStore } from "./memory/memory-counter-store";

/** One replica's part of every limit, for the time in which replicas can't count together. */
export interface LocalShare {
  /** Remembers what the shared counters said last. */
  saw(states: readonly LimitState[]): void;
  reserve(request: ReserveRequest): Promise<ReserveResult>;
  /** True for what this share has admitted and not yet handed over. */
  owns(reservation: Reservation): boolean;
  settle(reservation: Reservation, tokens: number): Promise<Settled>;
  release: CounterStore["release"];
  /** A reservation that Redis does not know yet. */
  next(): Reservation | undefined;
  /** Redis has the reservation from now on. Answers its tokens if it has ended. */
  handedOver(reservation: Reservation): number | undefined;
  /** Forgets ended reservations: a rebuild has counted them from the ledger. */
  forgetEnded(): void;
}

interface Seen {
  used: number;
  atMs: number;
}

const seenMax = 200_000;
const endedMax = 100_000;

/**
 * Enforces threshold ÷ replicas, less this replica's part of what the shared counters had when they
 * were last heard: u + Σ (⌊T/n⌋ − ⌈u/n⌉) never exceeds T, however many replicas there are.
 * Source: engine, "Redis down".
 */
export function createLocalShare(clock: { now(): number }, replicas: number): LocalShare {
  const seen = new Map<string, Seen>();
  const memory = createMemoryCounterStore(clock);
  const open = new Set<Reservation>();
  const ended = new Map<Reservation, number>();

  function consumedShare(limit: ChainLimit, nowMs: number): number {
    const last = seen.get(toKey(limit));
    if (!last) return 0;
    const isOver = isRolling(limit.unit)
      ? last.atMs + windowLengthMs[limit.unit] <= nowMs
      : Math.floor(last.atMs / dayMs) !== Math.floor(nowMs / dayMs);
    return isOver ? 0 : Math.ceil(last.used / replicas);
  }

  function toShare(limit: ChainLimit, nowMs: number): ChainLimit {
    const share = Math.floor(limit.threshold / replicas) - consumedShare(limit, nowMs);
    return { ...limit, threshold: Math.max(0, share) };
  }

  /** The limit as it is declared; what is left is this replica's part. */
  function declared(chain: readonly ChainLimit[], states: readonly LimitState[]): LimitState[] {
    return states.map((state, index) => ({ ...state, limit: chain[index] ?? state.limit }));
  }

  return {
    saw(states) {
      const atMs = clock.now();
      for (const { limit, used } of states) {
        const key = toKey(limit);
        seen.delete(key);
        seen.set(key, { used, atMs });
      }
      for (const key of seen.keys()) {
        if (seen.size <= seenMax) break;
        seen.delete(key);
      }
    },
    async reserve(request) {
      const nowMs = clock.now();
      const chain = request.chain.map((limit) => toShare(limit, nowMs));
      const result = await memory.reserve({ ...request, chain });
      const states = declared(request.chain, result.states);
      if (result.admitted) {
        open.add(result.reservation);
        return { ...result, states };
      }
      const { limit } = result.binding;
      const index = chain.indexOf(limit);
      const binding = { ...result.binding, limit: request.chain[index] ?? limit };
      // A request that is too large for one part may fit once all replicas count together again.
      const need = limit.type === "TOKEN" ? request.tokensMin : 1;
      return { ...result, states, binding, neverFits: need > binding.limit.threshold };
    },
    owns: (reservation) => open.has(reservation),
    async settle(reservation, tokens) {
      open.delete(reservation);
      if (ended.size < endedMax) ended.set(reservation, tokens);
      return memory.settle(reservation, tokens);
    },
    async release(reservation, options) {
      open.delete(reservation);
      if (options.countRequest && ended.size < endedMax) ended.set(reservation, 0);
      await memory.release(reservation, options);
    },
    next() {
      const [first] = ended.keys();
      if (first) return first;
      const [ongoing] = open;
      return ongoing;
    },
    handedOver(reservation) {
      const tokens = ended.get(reservation);
      ended.delete(reservation);
      // Redis ends what is still under way. Kept here, it would stay open for ever.
      if (open.delete(reservation)) void memory.settle(reservation, reservation.tokens);
      return tokens;
    },
    forgetEnded: () => ended.clear(),
  };
}

function toKey({ counterGroupId, slug, type, unit }: ChainLimit): string {
  return `${counterGroupId} ${slug} ${type} ${unit}`;
}
