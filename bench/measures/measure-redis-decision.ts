import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Reservation } from "../../gateway/limits/counter-store";
import { openRedis } from "../../gateway/limits/redis/open-redis";
import {
  createRedisCounterStore,
  type RedisCounterStore,
} from "../../gateway/limits/redis/redis-counter-store";
import type { RedisClient } from "../../gateway/limits/redis/run-redis-script";
import { callFor, createDecisionRequest, nothing } from "./decision-calls";

export interface RedisDecisions {
  /** `EVALSHA 'return 1'` a second, over the same client at the same pipelining depth. */
  barePerSecond: number;
  /** Decisions a second, by levels of four limits each. */
  fiveLevelsPerSecond: number;
  oneLevelPerSecond: number;
  /** Decisions over five levels ÷ bare. */
  ratio: number;
  /** Processor time a call, which a busy machine changes less than the rate. */
  micros: Record<"bare" | "five" | "settleFive", Cost>;
}

/** Processor time in µs: Redis' main thread, and this process with its collector. */
export interface Cost {
  redis: number;
  own: number;
}

const pipelined = 64;
const rounds = 5;

/**
 * Decisions over a Redis, against the least that any script costs there: one client, 64 calls under
 * way. Takes about `roundMs` × 15. Rounds take turns, so that a busy machine slows all alike; the
 * median counts.
 */
export async function measureRedisDecision(url: string, roundMs = 500): Promise<RedisDecisions> {
  const redis = openRedis([url], { commandMs: 60_000 });
  await once(redis, "ready");
  const namespace = `bench-${randomBytes(4).toString("hex")}-`;
  const store = createRedisCounterStore({ redis, namespace });
  await store.rebuild(nothing());
  const sha = String(await redis.call("script", "load", "return 1"));
  const open: Reservation[] = [];
  const reserveIn = (levels: number) => {
    const path = Array.from(
      { length: levels },
      (_, level) => `grp_bench0000000000${levels}${level}`,
    );
    const request = createDecisionRequest(path);
    let calls = 0;
    return async () => {
      const result = await store.reserve({ ...request, reservationId: `${levels}-${calls++}` });
      if (!result.admitted) throw new Error("the decision refused a request that fits");
      open.push(result.reservation);
    };
  };
  const calls = {
    bare: () => redis.callBuffer("evalsha", sha, "0"),
    five: reserveIn(5),
    one: reserveIn(1),
  };
  const rates = { bare: [] as number[], five: [] as number[], one: [] as number[] };
  const costs = {
    bare: [] as Cost[],
    five: [] as Cost[],
    one: [] as Cost[],
    settleFive: [] as Cost[],
  };
  for (let round = 0; round <= rounds; round++) {
    for (const name of ["bare", "five", "one"] as const) {
      const called = await estimateCost(redis, () =>
        callFor(calls[name], { atOnce: pipelined, forMs: roundMs }),
      );
      // Outside the measured time, or the reservations held would be more than any gateway has.
      const settled = await estimateCost(redis, () => settleAll(store, open.splice(0)));
      // The first round compiles the code.
      if (round === 0) continue;
      rates[name].push((called.calls * 1_000) / called.ms);
      costs[name].push(called);
      if (name === "five") costs.settleFive.push(settled);
    }
  }
  await store.close();
  redis.disconnect();
  const [bare, five, one] = [median(rates.bare), median(rates.five), median(rates.one)];
  return {
    barePerSecond: bare,
    fiveLevelsPerSecond: five,
    oneLevelPerSecond: one,
    ratio: five / bare,
    micros: {
      bare: medianCost(costs.bare),
      five: medianCost(costs.five),
      settleFive: medianCost(costs.settleFive),
    },
  };
}

/** What `work` cost, which answers how many calls it made. */
async function estimateCost(
  redis: RedisClient,
  work: () => Promise<number>,
): Promise<Cost & { calls: number; ms: number }> {
  const redisBefore = await redisMicros(redis);
  const ownBefore = process.cpuUsage();
  const startMs = performance.now();
  const calls = await work();
  const ms = performance.now() - startMs;
  const own = process.cpuUsage(ownBefore);
  const spent = (await redisMicros(redis)) - redisBefore;
  return { calls, ms, redis: spent / calls, own: (own.user + own.system) / calls };
}

async function redisMicros(redis: RedisClient): Promise<number> {
  const text = String(await redis.call("info", "cpu"));
  const seconds = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(text)?.[1]);
  return 1e6 * (seconds("used_cpu_user_main_thread") + seconds("used_cpu_sys_main_thread"));
}

async function settleAll(store: RedisCounterStore, open: readonly Reservation[]): Promise<number> {
  for (let at = 0; at < open.length; at += pipelined) {
    const some = open.slice(at, at + pipelined);
    await Promise.all(some.map((reservation) => store.settle(reservation, 30)));
  }
  return open.length;
}

function medianCost(costs: readonly Cost[]): Cost {
  return {
    redis: median(costs.map(({ redis }) => redis)),
    own: median(costs.map(({ own }) => own)),
  };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
