import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { ChainLimit, Reservation, ReserveRequest } from "../gateway/limits/counter-store";
import { openRedis } from "../gateway/limits/open-redis";
import { createRedisCounterStore } from "../gateway/limits/redis-counter-store";

export interface RedisDecisions {
  /** `EVALSHA 'return 1'` a second, over the same client at the same pipelining depth. */
  barePerSecond: number;
  /** Decisions a second, by levels of four limits each. */
  fiveLevelsPerSecond: number;
  oneLevelPerSecond: number;
  /** Decisions over five levels ÷ bare. */
  ratio: number;
}

const kinds = [
  { kind: "rate", type: "TOKEN", unit: "MINUTE" },
  { kind: "rate", type: "REQUEST", unit: "SECOND" },
  { kind: "usage", type: "TOKEN", unit: "DAY" },
  { kind: "usage", type: "REQUEST", unit: "DAY" },
] as const;
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
    const request = requestOf(levels);
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
  for (let round = 0; round <= rounds; round++) {
    for (const name of ["bare", "five", "one"] as const) {
      const rate = await ratePerSecond(calls[name], roundMs);
      // The first round compiles the code.
      if (round > 0) rates[name].push(rate);
      // Outside the measured time, or the reservations held would be more than any gateway has.
      const ended = open.splice(0).map((reservation) => store.settle(reservation, 30));
      await Promise.all(ended);
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
  };
}

function requestOf(levels: number): ReserveRequest {
  const groupIds = Array.from(
    { length: levels },
    (_, level) => `grp_bench0000000000${levels}${level}`,
  );
  const chain: ChainLimit[] = groupIds.flatMap((groupId) =>
    kinds.map((limit) => ({
      counterGroupId: groupId,
      sourceGroupId: groupId,
      slug: "acme/bench",
      ...limit,
      threshold: 1e12,
    })),
  );
  return {
    reservationId: "",
    rootGroupId: groupIds[0] ?? "",
    slug: "acme/bench",
    chain,
    tokens: 36,
    tokensMin: 16,
    meteredGroupIds: groupIds,
  };
}

async function ratePerSecond(call: () => Promise<unknown>, forMs: number): Promise<number> {
  const start = performance.now();
  let done = 0;
  const client = async () => {
    while (performance.now() - start < forMs) {
      await call();
      done++;
    }
  };
  await Promise.all(Array.from({ length: pipelined }, client));
  return (done * 1_000) / (performance.now() - start);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function* nothing() {}
