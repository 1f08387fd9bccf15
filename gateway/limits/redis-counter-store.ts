import type {
  ChainLimit,
  CounterStore,
  LimitState,
  Reservation,
  ReserveRequest,
  ReserveResult,
} from "./counter-store";
import { trackEpochs } from "./redis-epochs";
import { bucketCount, bucketOf } from "./redis-keys";
import { type Answer, keysOf, type Plan, planChain, readAnswer } from "./redis-plan";
import { isPrimed, primeCounters } from "./redis-priming";
import {
  countOpenScript,
  endScript,
  type RedisScript,
  readScript,
  reserveScript,
} from "./redis-scripts";
import { failureOf, type RedisClient, runScript } from "./run-redis-script";
import { dayMs, untilMidnightMs, windowLengthMs } from "./slug-counters";

export interface RedisCounterOptions {
  redis: RedisClient;
  /** Stores of one namespace share their counters. */
  namespace?: string;
  /** After this long an unsettled reservation gives back what it holds. */
  reservationMsMax?: number;
  /** Tests only: instead of Redis' own time. */
  now?: () => number;
}

/**
 * Counters that any number of gateways share, on Redis or Redis Cluster. Every method throws
 * CountersUnavailable when Redis can't decide, or was emptied and is not rebuilt yet.
 */
export interface RedisCounterStore extends CounterStore {
  /** False while Redis is empty or being rebuilt: call `rebuild`. */
  isPrimed(): Promise<boolean>;
}

/** See CounterStore and RedisCounterStore. Does not close `redis`. */
export function createRedisCounterStore(options: RedisCounterOptions): RedisCounterStore {
  const { redis, namespace = "hg" } = options;
  const lifetime = String(options.reservationMsMax ?? 3_600_000);
  const epochs = trackEpochs(redis, namespace);
  const plans = new WeakMap<readonly ChainLimit[], { metered: readonly string[]; plan: Plan }>();
  const epochOf = new WeakMap<Reservation, string>();
  const givenTime = () => (options.now ? String(options.now()) : "");

  function planOf(
    request: Pick<ReserveRequest, "chain" | "meteredGroupIds" | "slug" | "rootGroupId">,
  ) {
    const known = plans.get(request.chain);
    const isSame =
      known?.metered === request.meteredGroupIds &&
      known.plan.slug === request.slug &&
      known.plan.rootGroupId === request.rootGroupId;
    if (known && isSame) return known.plan;
    const plan = planChain(request);
    plans.set(request.chain, { metered: request.meteredGroupIds, plan });
    return plan;
  }

  /** `args` are the script's own five, or what they are in the epoch. */
  async function decide(
    script: RedisScript,
    plan: Plan,
    args: (epoch: string, keys: readonly string[]) => readonly string[],
  ): Promise<{ reply: Buffer; epoch: string }> {
    return epochs.run(bucketOf(plan.rootGroupId), async (bucket, epoch) => {
      const keys = keysOf(plan, bucket);
      const own = args(epoch, keys);
      const all = [epoch, givenTime(), plan.thresholds, ...own, ...plan.groupIds];
      const reply = await runScript(redis, script, keys, all);
      if (!Buffer.isBuffer(reply)) throw new Error("a counter script answered no counters");
      return { reply, epoch };
    });
  }

  async function reserve(request: ReserveRequest): Promise<ReserveResult> {
    const plan = planOf(request);
    const { reservationId, tokens, tokensMin } = request;
    const { reply, epoch } = await decide(reserveScript, plan, (_, keys) => [
      String(tokens),
      String(tokensMin),
      reservationId,
      lifetime,
      `${keys[2]}\n${keys[3]}\n${plan.marks}`,
    ]);
    const answer = readAnswer(plan, reply, reply.readDoubleLE(0) === 1);
    if (answer.status === 0) return refusalOf(answer);
    const reservation = { request, tokens: answer.tokens, admittedAt: answer.wallMs };
    epochOf.set(reservation, epoch);
    return { admitted: true, reservation, states: answer.states };
  }

  async function end(
    reservation: Reservation,
    tokens: number,
    mode: "settle" | "release" | "fail",
  ): Promise<Answer> {
    const plan = planOf(reservation.request);
    const day = String(Math.floor(reservation.admittedAt / dayMs));
    const { reply } = await decide(endScript, plan, (epoch) => [
      String(tokens),
      mode === "settle" && (epochOf.get(reservation) ?? epoch) !== epoch ? "lost" : mode,
      reservation.request.reservationId,
      day,
      "",
    ]);
    return readAnswer(plan, reply, false);
  }

  async function read(plan: Plan): Promise<Answer> {
    const { reply } = await decide(readScript, plan, () => ["", "", "", "", ""]);
    return readAnswer(plan, reply, false);
  }

  const priming = {
    redis,
    namespace,
    epochs,
    async now() {
      if (options.now) return options.now();
      const [seconds, micros] = await redis.time().catch((error: unknown) => {
        throw failureOf(error);
      });
      return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    },
  };

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
      const bySlug = groupBy(keys, ({ slug }) => slug);
      const answers = await Promise.all(
        [...bySlug].map(async ([slug, of]) => {
          const meteredGroupIds = of.map(({ groupId }) => groupId);
          const { days } = await read(planChain({ rootGroupId, slug, chain: [], meteredGroupIds }));
          return days.map((day) => ({ slug, ...day }));
        }),
      );
      const days = answers.flat();
      return keys.flatMap(({ groupId, slug }) => {
        const day = days.find((each) => each.groupId === groupId && each.slug === slug);
        if (!day || day.requests === 0) return [];
        return [{ groupId, slug, requests: day.requests, tokens: day.tokens }];
      });
    },
    async readChain(chain, rootGroupId) {
      const bySlug = groupBy(chain, ({ slug }) => slug);
      const found = new Map<ChainLimit, LimitState>();
      await Promise.all(
        [...bySlug].map(async ([slug, of]) => {
          const plan = planChain({ rootGroupId, slug, chain: of, meteredGroupIds: [] });
          for (const state of (await read(plan)).states) found.set(state.limit, state);
        }),
      );
      return chain.flatMap((limit) => found.get(limit) ?? []);
    },
    rebuild: (entries) => primeCounters(priming, entries),
    isPrimed: () => isPrimed(priming),
    async openReservations() {
      const counts = Array.from({ length: bucketCount }, (_, bucket) =>
        epochs.run(bucket, ({ marker, open }, epoch) =>
          runScript(redis, countOpenScript, [marker, open], [epoch, givenTime()]).then(Number),
        ),
      );
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
    async close() {},
  };
}

function refusalOf({ states, waitsMs, tokens, wallMs, day }: Answer): ReserveResult {
  const midnightMs = untilMidnightMs({ wallMs, steadyMs: wallMs, day });
  const refusals = states
    .map((state, index) => ({ state, fitsMs: waitsMs[index] ?? 0, need: needOf(state, tokens) }))
    .filter(({ state, need }) => state.used + need > state.limit.threshold)
    .map(({ state, fitsMs, need }) => {
      const { unit, threshold } = state.limit;
      const neverFits = need > threshold;
      const waitMs = neverFits ? windowLengthMs[unit] : Math.max(1, fitsMs);
      return { state, neverFits, waitMs: unit === "DAY" ? midnightMs : waitMs };
    })
    .sort((a, b) => Number(b.neverFits) - Number(a.neverFits) || b.waitMs - a.waitMs);
  const [binding] = refusals;
  if (!binding) throw new Error("a refusal needs a limit that refuses");
  return {
    admitted: false,
    binding: binding.state,
    retryAfterMs: Math.max(...refusals.map(({ waitMs }) => waitMs)),
    neverFits: binding.neverFits,
    states,
  };
}

/** A threshold of 0 blocks even a request that would need nothing of it. */
function needOf({ limit }: LimitState, tokens: number): number {
  return limit.type === "TOKEN" ? Math.max(1, tokens) : 1;
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}
