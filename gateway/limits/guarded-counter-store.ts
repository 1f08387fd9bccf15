import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { CountersUnavailable } from "../platform/http/counters-unavailable";
import type {
  CounterStore,
  LimitState,
  RebuildEntry,
  ReserveRequest,
  ReserveResult,
} from "./counter-store";
import { createLocalShare } from "./local-share";
import type { RedisCounterStore } from "./redis/redis-counter-store";
import { createRedisHandOver } from "./redis/redis-hand-over";

/** Where limits are decided: together in Redis, nowhere, or each replica on its own. */
export type CounterMode = "redis" | "closed" | "local";

export interface GuardedCounterOptions {
  shared: RedisCounterStore;
  /** While Redis can't decide: refuse, or let each replica enforce its part of every limit. */
  whenDown: "closed" | "local";
  replicas: number;
  clock: { now(): number };
  log: Pick<Logger, "info" | "warn" | "error">;
  /** What the ledger knows, read afresh at each call: an emptied Redis is rebuilt from it. */
  entries: () => AsyncIterable<RebuildEntry>;
  /** Why there is no connection, where there is none. */
  connectionTrouble?: () => Error | undefined;
}

export interface GuardedCounterStore extends CounterStore {
  mode(): CounterMode;
  /** Resolves once the shared counters have been complete for the first time. */
  ready: Promise<void>;
}

const probeMs = 100;

/**
 * Shared counters that go away and come back. While Redis does not answer, or was emptied, nothing
 * waits for it: reservations are refused with CountersUnavailable, or decided locally. What ended
 * meanwhile is told to Redis when it is back. Never silently unlimited.
 */
export function createGuardedCounterStore(options: GuardedCounterOptions): GuardedCounterStore {
  const { shared, whenDown, replicas, clock, log, entries } = options;
  const local = whenDown === "local" ? createLocalShare(clock, replicas) : undefined;
  const handOver = createRedisHandOver({ shared, local, log });
  let isUp = false;
  let trouble: unknown;
  let closed = false;
  const ready = recover();
  // Nobody may await `ready`, and an unhandled rejection would end the process.
  ready.catch(() => {});

  function lost(error: unknown): void {
    if (!(error instanceof CountersUnavailable)) throw error;
    trouble = error.cause;
    if (!isUp || closed) return;
    isUp = false;
    log.error({ err: error, whenDown }, "limits can't be counted in Redis");
    void recover();
  }

  async function recover(): Promise<void> {
    while (!closed) {
      try {
        const wasEmptied = !(await shared.isPrimed());
        if (wasEmptied) await shared.rebuild(entries());
        await handOver.tell(wasEmptied);
        isUp = true;
        log.info({ rebuilt: wasEmptied }, "limits are counted in Redis");
        return;
      } catch (err) {
        if (err instanceof CountersUnavailable) trouble = err.cause;
        else log.error({ err }, "counters not rebuilt yet");
      }
      await delay(probeMs);
    }
  }

  /** Hands over a reservation that was admitted locally while Redis came back. */
  function handOverLate(): void {
    if (isUp) handOver.tell(false).catch(lost);
  }

  async function reserveShared(request: ReserveRequest): Promise<ReserveResult | undefined> {
    if (!isUp) return undefined;
    try {
      const result = await shared.reserve(request);
      local?.saw(result.states);
      return result;
    } catch (error) {
      lost(error);
      // Redis may have made the reservation although its answer was lost.
      const unheard = { request, tokens: request.tokens, admittedAt: clock.now() };
      handOver.queueForReplay(() => shared.release(unheard, { countRequest: false }));
      return undefined;
    }
  }

  return {
    ready,
    mode: () => (isUp ? "redis" : whenDown),
    async reserve(request) {
      const result = await reserveShared(request);
      if (result) return result;
      if (local) return local.reserve(request);
      throw new CountersUnavailable("unreachable");
    },
    async settle(reservation, tokens) {
      if (local?.owns(reservation)) {
        return local.settle(reservation, tokens).finally(handOverLate);
      }
      const known = handOver.known(reservation);
      const settle = () => shared.settle(known, tokens);
      if (isUp) {
        try {
          const settled = await settle();
          local?.saw(settled.states);
          return settled;
        } catch (error) {
          lost(error);
        }
      }
      handOver.queueForReplay(settle);
      return { overshootTokens: 0, states: [] };
    },
    async release(reservation, how) {
      if (local?.owns(reservation)) {
        return local.release(reservation, how).finally(handOverLate);
      }
      const known = handOver.known(reservation);
      const release = () => shared.release(known, how);
      if (isUp) {
        try {
          return await release();
        } catch (error) {
          lost(error);
        }
      }
      handOver.queueForReplay(release);
    },
    readDay: (keys, rootGroupId) => read(() => shared.readDay(keys, rootGroupId)),
    readChain: (chain, rootGroupId) =>
      read(() => shared.readChain(chain, rootGroupId)).catch(unknownStates),
    rebuild: (given) => shared.rebuild(given),
    openReservations: () => read(() => shared.openReservations()),
    async probe() {
      if (isUp || !local) await read(() => shared.probe());
    },
    async close() {
      closed = true;
      await shared.close();
    },
  };

  async function read<Result>(call: () => Promise<Result>): Promise<Result> {
    if (!isUp) {
      throw new CountersUnavailable("unreachable", {
        cause: options.connectionTrouble?.() ?? trouble,
      });
    }
    try {
      return await call();
    } catch (error) {
      lost(error);
      throw error;
    }
  }
}

function unknownStates(error: unknown): LimitState[] {
  if (error instanceof CountersUnavailable) return [];
  throw error;
}
