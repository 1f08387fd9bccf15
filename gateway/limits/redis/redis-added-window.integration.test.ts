import { afterAll, beforeAll, expect, test } from "vitest";
import { connectRedis, nothing, ownNamespace } from "../../testing/redis-fixture";
import { type RedisServer, startRedisServer } from "../../testing/redis-server";
import { createLimit, type Tuple } from "../contract-tests/counter-fixture";
import { createRedisCounterStore } from "./redis-counter-store";
import type { RedisClient } from "./run-redis-script";

let server: RedisServer;
let redis: RedisClient;
beforeAll(async () => {
  server = await startRedisServer();
  redis = await connectRedis([server.url]);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const tuples: Tuple[] = [
  ["REQUEST", "SECOND", 100],
  ["REQUEST", "MINUTE", 100],
  ["REQUEST", "DAY", 100],
];
const chain = tuples.map((tuple) => createLimit(tuple));
const doubles = 8;

test("case 110: counters written by a version with fewer windows count on, in the windows it had", async () => {
  const namespace = ownNamespace();
  const store = createRedisCounterStore({ redis, namespace, renewMs: null, now: () => 1e12 });
  await store.rebuild(nothing());
  let calls = 0;
  const reserve = () =>
    store.reserve({
      ...{ reservationId: `rsv_${calls++}`, rootGroupId: "grp_a", slug: "acme/model", chain },
      ...{ tokens: 1, tokensMin: 1, meteredGroupIds: ["grp_a"] },
    });
  const used = async () => (await store.readChain(chain, "grp_a")).map((state) => state.used);
  for (let call = 0; call < 5; call++) await reserve();
  expect(await used()).toEqual([5, 5, 5]);
  // As one wrote it that knew the second alone: the day's two, two times, two totals; two windows' cells.
  const [key = ""] = await redis.keys(`{${namespace}*acme/model:[0-9]*`);
  const [header, cells] = await redis.hmgetBuffer(key, "grp_a", "grp_a:");
  await redis.hset(key, "grp_a", header?.subarray(0, 6 * doubles) ?? "");
  await redis.hset(key, "grp_a:", cells?.subarray(0, 10 * doubles) ?? "");
  expect((await reserve()).admitted).toBe(true);
  expect(await used()).toEqual([6, 1, 6]);
  await store.close();
});
