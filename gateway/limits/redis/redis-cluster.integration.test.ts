import { afterAll, beforeAll, expect, test } from "vitest";
import { type RedisClusterServers, startRedisCluster } from "../../testing/redis-cluster";
import { connectRedis, nothing, openRedisFixture, ownNamespace } from "../../testing/redis-fixture";
import { contractStart } from "../contract-tests/counter-fixture";
import { describeCounterStore } from "../contract-tests/counter-store.contract";
import type { ChainLimit } from "../counter-store";
import { createRedisCounterStore } from "./redis-counter-store";
import type { RedisClient } from "./run-redis-script";

let cluster: RedisClusterServers;
let redis: RedisClient;

beforeAll(async () => {
  cluster = await startRedisCluster();
  redis = await connectRedis(cluster.urls);
});
afterAll(async () => {
  redis.disconnect();
  await cluster.close();
});

const open = () => openRedisFixture(redis, contractStart);
describeCounterStore("the store on a cluster", open, { isShared: true });

const slug = "acme/model";
const tuples = [
  { kind: "rate", type: "TOKEN", unit: "MINUTE" },
  { kind: "rate", type: "REQUEST", unit: "SECOND" },
  { kind: "usage", type: "TOKEN", unit: "DAY" },
  { kind: "usage", type: "REQUEST", unit: "DAY" },
] as const;

test("10,000 cascades over five levels in 500 trees: none crosses slots, and all are counted", async () => {
  const store = createRedisCounterStore({ redis, namespace: ownNamespace() });
  await store.rebuild(nothing());
  const trees = Array.from({ length: 500 }, (_, tree) => {
    const path = Array.from({ length: 5 }, (_, level) => `grp_${tree}_${level}`);
    const chain: ChainLimit[] = path.flatMap((groupId) =>
      tuples.map((tuple) => ({
        ...tuple,
        slug,
        threshold: 1_000_000,
        counterGroupId: groupId,
        sourceGroupId: groupId,
      })),
    );
    return { path, chain, root: path[0] ?? "" };
  });
  for (let round = 0; round < 20; round++) {
    await Promise.all(
      trees.map(async ({ path, chain, root }) => {
        const result = await store.reserve({
          reservationId: `rsv_${root}_${round}`,
          rootGroupId: root,
          slug,
          chain,
          tokens: 7,
          tokensMin: 7,
          meteredGroupIds: path,
        });
        if (!result.admitted) throw new Error("refused");
        await store.settle(result.reservation, 9);
      }),
    );
  }
  for (const { path, root } of trees) {
    const days = await store.readDay(
      path.map((groupId) => ({ groupId, slug })),
      root,
    );
    expect(days.map(({ requests, tokens }) => [requests, tokens])).toEqual(
      path.map(() => [20, 180]),
    );
  }
  expect(await store.openReservations()).toBe(0);
}, 60_000);
