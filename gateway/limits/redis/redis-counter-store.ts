import { dayMs } from "../../contracts/leaves/time";
import type {
  ChainLimit,
  CounterStore,
  LimitState,
  Reservation,
  ReserveRequest,
  ReserveResult,
  Settled,
} from "../counter-store";
import { decideInRedis } from "./redis-decision";
import { trackEpochs } from "./redis-epochs";
import { bucketCount } from "./redis-keys";
import { type Answer, planChain, planChains, readAnswer, readDays } from "./redis-plan";
import { isPrimed, primeCounters } from "./redis-priming";
import { readRefusal } from "./redis-refusal";
import { renewReservations } from "./redis-renewal";
import { reserveScripts } from "./redis-reserve-script";
import { watchRestarts } from "./redis-restarts";
import { countOpenScript, endScript, readScript } from "./redis-scripts";
import { type RedisClient, runScript, toFailure } from "./run-redis-script";

export interface RedisCounterOptions {
  redis: RedisClient;
  /** Stores of one namespace share their counters. */
  namespace?: string;
  /** This long after it was last renewed an unsettled reservation gives back what it holds. */
  reservationMsMax?: number;
  /** How often reservations are renewed; null = only by `renew`. */
  renewMs?: number | null;
  /** Tests only: instead of Redis' own time. */
  now?: () => number;
}

/**
 * Counters that any number of gateways share, on Redis or Redis Cluster. Every method throws
 * CountersUnavailable when Redis can't decide, or was emptied and is not rebuilt yet.
 */
export interface RedisCounterStore extends CounterStore {
  reserve(request: ReserveRequest): Promise<ReserveResult>;
  settle(reservation: Reservation, tokens: number): Promise<Settled>;
  /**
   * Renews this process's open reservations; runs by itself. Those of a process that died expire.
   */
  renew(): Promise<void>;
  /** False while Redis is empty or being rebuilt: call `rebuild`. */
  isPrimed(): Promise<boolean>;
}

/** See CounterStore and RedisCounterStore. Does not close `redis`. */
export function createRedisCounterStore(options: RedisCounterOptions): RedisCounterStore {
  const { redis, namespace = "hg" } = options;
  const { reservationMsMax = 180_000, renewMs = reservationMsMax / 3 } = options;
  const givenTime = () => (options.now ? String(options.now()) : "");
  const restarts = watchRestarts(redis, namespace);
  const epochs = trackEpochs(redis, namespace, restarts);
  const toPlan = planChains();
  const pickScript = reserveScripts();
  const decide = decideInRedis({ redis, epochs, reservationMsMax, givenTime });
  const epochOf = new WeakMap<Reservation, string>();
  const renewal = renewReservations({ redis, epochs, reservationMsMax, givenTime, renewMs });

  async function reserve(request: ReserveRequest): Promise<ReserveResult> {
    const plan = toPlan(request);
    const { reservationId, tokens, tokensMin } = request;
    const values = [String(tokens), String(tokensMin), reservationId];
    const { reply, epoch } = await decide(pickScript(plan), plan, () => values);
    const answer = readAnswer(plan, reply);
    if (answer.status === 0) return readRefusal(plan, reply, answer);
    const reservation = { request, tokens: answer.tokens, admittedAt: answer.wallMs };
    epochOf.set(reservation, epoch);
    renewal.began(request);
    return { admitted: true, reservation, states: answer.states };
  }

  async function end(
    reservation: Reservation,
    tokens: number,
    mode: "settle" | "release" | "fail",
  ): Promise<Answer> {
    // Renewed no more from here on: if Redis can't be told of the end, the reservation expires.
    renewal.ended(reservation.request);
    const plan = toPlan(reservation.request);
    const day = String(Math.floor(reservation.admittedAt / dayMs));
    const { reply } = await decide(endScript, plan, (epoch) => [
      String(tokens),
      mode !== "release" && (epochOf.get(reservation) ?? epoch) !== epoch ? "lost" : mode,
      reservation.request.reservationId,
      day,
    ]);
    return readAnswer(plan, reply);
  }

  const priming = {
    redis,
    namespace,
    epochs,
    restarts,
    async now() {
      if (options.now) return options.now();
      const [seconds, micros] = await redis.time().catch((error: unknown) => {
        throw toFailure(error);
      });
      return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    },
  };

  async function openReservations(): Promise<number> {
    const counts = Array.from({ length: bucketCount }, (_, bucket) =>
      epochs.run(bucket, ({ marker, prefix, open }, epoch) => {
        const keys = [marker, prefix, open];
        return runScript(redis, countOpenScript, keys, [epoch, givenTime()]).then(Number);
      }),
    );
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  return {
    reserve,
    async settle(reservation, tokens) {
      const { states, tokens: excess } = await end(reservation, tokens, "settle");
      const over = states.map(({ limit, used }) =>
        limit.type === "TOKEN" ? Math.min(excess, used - limit.threshold) : 0,
      );
      return { overshootTokens: Math.max(0, ...over), states };
    },
    async release(reservation, { countRequest }) {
      await end(reservation, 0, countRequest ? "fail" : "release");
    },
    async readDay(keys, rootGroupId) {
      const ofSlugs = [...groupBy(keys, ({ slug }) => slug)].map(async ([slug, of]) => {
        const meteredGroupIds = of.map(({ groupId }) => groupId);
        const plan = planChain({ rootGroupId, slug, chain: [], meteredGroupIds });
        const { reply } = await decide(readScript, plan, () => []);
        return readDays(plan, reply).map((day) => ({ slug, ...day }));
      });
      const days = new Map(
        (await Promise.all(ofSlugs)).flat().map((day) => [`${day.groupId} ${day.slug}`, day]),
      );
      return keys.flatMap(({ groupId, slug }) => {
        const day = days.get(`${groupId} ${slug}`);
        if (!day || day.requests === 0) return [];
        return [{ groupId, slug, requests: day.requests, tokens: day.tokens }];
      });
    },
    async readChain(chain, rootGroupId) {
      const found = new Map<ChainLimit, LimitState>();
      const ofSlugs = [...groupBy(chain, ({ slug }) => slug)].map(async ([slug, of]) => {
        const plan = planChain({ rootGroupId, slug, chain: of, meteredGroupIds: [] });
        const { reply } = await decide(readScript, plan, () => []);
        for (const state of readAnswer(plan, reply).states) found.set(state.limit, state);
      });
      await Promise.all(ofSlugs);
      return chain.flatMap((limit) => found.get(limit) ?? []);
    },
    renew: renewal.renew,
    rebuild: (entries) => primeCounters(priming, entries),
    isPrimed: () => isPrimed(priming),
    openReservations,
    async probe() {
      await openReservations();
    },
    async close() {
      renewal.close();
    },
  };
}

function groupBy<T>(values: readonly T[], toKey: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(toKey(value));
    if (group) group.push(value);
    else groups.set(toKey(value), [value]);
  }
  return groups;
}
