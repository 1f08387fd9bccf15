import type { Logger } from "pino";
import { CountersUnavailable } from "../../platform/http/counters-unavailable";
import type { Reservation } from "../counter-store";
import type { LocalShare } from "../local-share";
import type { RedisCounterStore } from "./redis-counter-store";

/** What Redis missed while it was away, and is told when it is back. */
export interface RedisHandOver {
  /** Keeps a call for Redis' return; too many are given up, and end by expiring. */
  queueForReplay(call: () => Promise<unknown>): void;
  /**
   * Sends everything to Redis. Throws CountersUnavailable where Redis goes away again, and keeps
   * the rest.
   */
  tell(wasRebuilt: boolean): Promise<void>;
  /** The reservation that Redis knows: its own, or the one adopted for a local one. */
  known(reservation: Reservation): Reservation;
}

export interface RedisHandOverOptions {
  shared: RedisCounterStore;
  local: LocalShare | undefined;
  log: Pick<Logger, "warn" | "error">;
}

const replayQueueMax = 100_000;
const replayedAtOnce = 200;
/** Counts whatever comes: what was already consumed is not for a limit to refuse. */
const noThreshold = Number.MAX_SAFE_INTEGER;

export function createRedisHandOver({ shared, local, log }: RedisHandOverOptions): RedisHandOver {
  /** Local reservations that Redis knows by now. */
  const adopted = new WeakMap<Reservation, Reservation>();
  const replayQueue: (() => Promise<unknown>)[] = [];

  async function handOver(reservation: Reservation): Promise<void> {
    const charged = await charge(reservation).catch((error: unknown) => {
      // A reservation that fails for another reason than an absent Redis is given up, so that it
      // does not hold up the others.
      if (!(error instanceof CountersUnavailable)) local?.handedOver(reservation);
      throw error;
    });
    adopted.set(reservation, charged);
    const tokens = local?.handedOver(reservation);
    if (tokens !== undefined) await shared.settle(charged, tokens);
  }

  async function charge({ request, tokens }: Reservation): Promise<Reservation> {
    const chain = request.chain.map((limit) => ({ ...limit, threshold: noThreshold }));
    const result = await shared.reserve({ ...request, chain, tokens, tokensMin: tokens });
    if (!result.admitted) throw new Error("a limit without a threshold refused");
    return result.reservation;
  }

  /** Redis being away ends the attempt; any other failure ends one reservation by its expiry. */
  function giveUpUnlessAway(err: unknown): void {
    if (err instanceof CountersUnavailable) throw err;
    log.error({ err }, "Redis could not be told of a reservation: it ends by expiring");
  }

  return {
    queueForReplay(call) {
      if (replayQueue.length < replayQueueMax) replayQueue.push(call);
      else log.warn("too much ended while Redis was away: some reservations end by expiring");
    },
    async tell(wasRebuilt) {
      while (replayQueue.length > 0) {
        const calls = replayQueue.slice(0, replayedAtOnce);
        await Promise.all(calls.map((call) => call().catch(giveUpUnlessAway)));
        replayQueue.splice(0, calls.length);
      }
      // A rebuild has counted ended reservations from the ledger.
      if (wasRebuilt) local?.forgetEnded();
      for (let next = local?.next(); next; next = local?.next()) {
        await handOver(next).catch(giveUpUnlessAway);
      }
    },
    known: (reservation) => adopted.get(reservation) ?? reservation,
  };
}
