import { afterEach, beforeEach, expect, test } from "vitest";
import { type RedisClusterServers, startRedisCluster } from "../../testing/redis-cluster";
import { cutReplication, expectMaster } from "../../testing/redis-failover";
import { connectRedis, nothing } from "../../testing/redis-fixture";
import type { RedisServer } from "../../testing/redis-server";
import type { ChainLimit, RebuildEntry, ReserveRequest } from "../counter-store";
import { createRedisCounterStore, type RedisCounterStore } from "./redis-counter-store";
import type { RedisClient } from "./run-redis-script";

const slug = "acme/model";
const groupIds = Array.from({ length: 30 }, (_, group) => `grp_${group}`);

let cluster: RedisClusterServers;
let redis: RedisClient;
let store: RedisCounterStore;
let master: RedisServer;
let replica: RedisServer;
beforeEach(async () => {
  cluster = await startRedisCluster({ hasReplicas: true });
  redis = await connectRedis(cluster.urls);
  store = createRedisCounterStore({ redis });
  await store.rebuild(nothing());
  const [first, second] = [cluster.nodes[0], cluster.replicas[0]];
  if (!first || !second) throw new Error("a cluster has masters");
  [master, replica] = [first, second];
});
afterEach(async () => {
  redis.disconnect();
  await cluster.close();
});

let calls = 0;
function createRequest(groupId: string): ReserveRequest {
  const chain: ChainLimit[] = [
    {
      ...{ slug, kind: "usage", type: "REQUEST", unit: "DAY", threshold: 10 },
      ...{ counterGroupId: groupId, sourceGroupId: groupId },
    },
  ];
  return {
    ...{ reservationId: `rsv_${calls++}`, rootGroupId: groupId, slug, chain },
    ...{ tokens: 1, tokensMin: 1, meteredGroupIds: [groupId] },
  };
}

const reserveAll = () =>
  Promise.allSettled(groupIds.map((groupId) => store.reserve(createRequest(groupId))));

async function spend(): Promise<void> {
  for (const groupId of groupIds) {
    const result = await store.reserve(createRequest(groupId));
    if (result.admitted) await store.settle(result.reservation, 1);
  }
}

/** As a ledger in which each group used so many requests today. */
async function* ledger(requests: number): AsyncGenerator<RebuildEntry> {
  for (const groupId of groupIds) {
    const entry = { rootGroupId: groupId, meteredGroupIds: [groupId], slug };
    yield { ...entry, requests, tokens: requests, counts: "day", admittedAt: Date.now() };
  }
}

test("case 13: a replica takes over and no call fails for it: nothing is decided by what it lacks", async () => {
  for (let turn = 0; turn < 3; turn++) await spend();
  await cutReplication(master, replica);
  for (let turn = 0; turn < 7; turn++) await spend();
  await replica.call("cluster", "failover", "takeover");
  await expectMaster(replica);

  // The driver hears of it by this very call.
  const outcomes = await reserveAll();
  const stopped = outcomes.filter(({ status }) => status === "rejected");
  expect(stopped.length).toBeGreaterThan(0);
  for (const outcome of outcomes) {
    if (outcome.status === "fulfilled") expect(outcome.value.admitted).toBe(false);
    else expect(outcome.reason).toMatchObject({ reason: "emptied" });
  }
  expect(await store.isPrimed()).toBe(false);
  await store.rebuild(ledger(10));
  expect((await reserveAll()).map((outcome) => outcome.status)).toEqual(
    groupIds.map(() => "fulfilled"),
  );
  for (const groupId of groupIds) {
    const [day] = await store.readDay([{ groupId, slug }], groupId);
    expect(day?.requests, groupId).toBe(10);
  }
});
