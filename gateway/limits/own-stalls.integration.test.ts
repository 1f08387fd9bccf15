import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectRedis, nothing, ownNamespace } from "../testing/redis-fixture";
import { type RedisServer, startRedisServer } from "../testing/redis-server";
import type { ChainLimit } from "./counter-store";
import { createGuardedCounterStore } from "./guarded-counter-store";
import { openRedis } from "./redis/open-redis";
import { createRedisCounterStore } from "./redis/redis-counter-store";
import type { RedisClient } from "./redis/run-redis-script";

let server: RedisServer;
beforeAll(async () => {
  server = await startRedisServer();
});
afterAll(() => server.close());

const slug = "acme/model";
const calls = 32;
const groupId = "grp_a";
const chain: ChainLimit[] = (["TOKEN", "REQUEST"] as const).map((type) => ({
  counterGroupId: groupId,
  sourceGroupId: groupId,
  slug,
  kind: "usage",
  type,
  unit: "DAY",
  threshold: 1_000_000,
}));

/** A gateway's counters that refuse where Redis is silent for `commandMs`; how often, and their use. */
async function openCounters(redis: RedisClient) {
  const shared = createRedisCounterStore({ redis, namespace: ownNamespace() });
  const clock = { now: () => Date.now() };
  const log = pino({ level: "silent" });
  const entries = nothing;
  const guard = { shared, whenDown: "closed", replicas: 1, clock, log, entries } as const;
  const counters = createGuardedCounterStore(guard);
  await counters.ready;
  let ids = 0;
  const reserve = () =>
    counters.reserve({
      reservationId: `rsv_${ids++}`,
      rootGroupId: groupId,
      slug,
      chain,
      tokens: 1,
      tokensMin: 1,
      meteredGroupIds: [groupId],
    });
  const begin = () => Array.from({ length: calls }, async () => reserve());
  const used = async () => (await counters.readDay([{ groupId, slug }], groupId))[0];
  return { counters, begin, used };
}

function stall(ms: number): void {
  for (const start = performance.now(); performance.now() - start < ms; );
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("case 75: a stall of this process is no failure of Redis", () => {
  const commandMs = 600;
  const stalls: [name: string, stalls: () => Promise<void>][] = [
    ["before what was asked has left", async () => stall(2 * commandMs)],
    [
      "while Redis answers",
      async () => {
        await turn();
        stall(2 * commandMs);
      },
    ],
    [
      "before and after",
      async () => {
        stall(2 * commandMs);
        await turn();
        stall(2 * commandMs);
      },
    ],
    [
      "longer than a silent connection is kept",
      async () => {
        await turn();
        stall(2_500);
      },
    ],
  ];

  test.each(stalls)("%s: nobody is refused, and each is counted once", async (_name, whenAsked) => {
    const redis = openRedis([server.url], { commandMs });
    const { counters, begin, used } = await openCounters(redis);
    const asked = begin();
    await whenAsked();
    const results = await Promise.all(asked);
    expect(results.filter(({ admitted }) => admitted)).toHaveLength(calls);
    expect(counters.mode()).toBe("redis");
    expect(await used()).toMatchObject({ requests: calls, tokens: calls });
    await counters.close();
    redis.disconnect();
  });

  test("settlements during a stall are told at once, not postponed", async () => {
    const redis = openRedis([server.url], { commandMs });
    const { counters, begin, used } = await openCounters(redis);
    const results = await Promise.all(begin());
    const settled = results.flatMap((result) =>
      result.admitted ? [Promise.resolve(counters.settle(result.reservation, 5))] : [],
    );
    stall(2 * commandMs);
    for (const { states } of await Promise.all(settled)) expect(states).toHaveLength(chain.length);
    expect(await used()).toMatchObject({ requests: calls, tokens: 5 * calls });
    expect(await counters.openReservations()).toBe(0);
    await counters.close();
    redis.disconnect();
  });
});

test("case 75: a connection that is cut under way, as idle ones are, refuses nobody and counts nobody twice", async () => {
  const redis = await connectRedis([server.url]);
  const { counters, begin, used } = await openCounters(redis);
  for (let round = 1; round <= 5; round++) {
    const asked = begin();
    await turn();
    await server.call("client", "kill", "type", "normal", "skipme", "yes");
    const results = await Promise.all([...asked, ...begin()]);
    expect(results.filter(({ admitted }) => admitted)).toHaveLength(2 * calls);
    expect(await used()).toMatchObject({ requests: 2 * calls * round, tokens: 2 * calls * round });
  }
  await counters.close();
  redis.disconnect();
});
