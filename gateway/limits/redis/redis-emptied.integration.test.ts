import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CountersUnavailable } from "../../platform/http/counters-unavailable";
import { type RedisClusterServers, startRedisCluster } from "../../testing/redis-cluster";
import { connectRedis, nothing, ownNamespace } from "../../testing/redis-fixture";
import { type RedisServer, startRedisServer } from "../../testing/redis-server";
import type { ChainLimit, RebuildEntry } from "../counter-store";
import { openRedis } from "./open-redis";
import { createRedisCounterStore, type RedisCounterStore } from "./redis-counter-store";
import type { RedisClient } from "./run-redis-script";

const slug = "acme/model";
const limit: ChainLimit = {
  counterGroupId: "grp_a",
  sourceGroupId: "grp_a",
  slug,
  kind: "usage",
  type: "REQUEST",
  unit: "DAY",
  threshold: 100,
};
let calls = 0;
const createRequest = (groupId: string, chain: readonly ChainLimit[]) => ({
  reservationId: `rsv_${calls++}`,
  rootGroupId: groupId,
  slug,
  chain,
  tokens: 5,
  tokensMin: 5,
  meteredGroupIds: [groupId],
});
const reserve = (store: RedisCounterStore, groupId = "grp_a") =>
  store.reserve(createRequest(groupId, [{ ...limit, counterGroupId: groupId }]));
const used = async (store: RedisCounterStore) => (await store.readChain([limit], "grp_a"))[0]?.used;

async function* ledger(
  groupIds: readonly string[],
  requests: number,
): AsyncGenerator<RebuildEntry> {
  for (const groupId of groupIds) {
    yield {
      counts: "day",
      rootGroupId: groupId,
      meteredGroupIds: [groupId],
      slug,
      requests,
      tokens: 5 * requests,
      admittedAt: Date.now(),
    };
  }
}

describe("one Redis", () => {
  let server: RedisServer;
  let connections: RedisClient[];
  let stores: RedisCounterStore[];
  let first: RedisCounterStore;
  let namespace: string;

  beforeAll(async () => {
    server = await startRedisServer();
  });
  beforeEach(async () => {
    connections = await Promise.all([1, 2, 3].map(() => connectRedis([server.url])));
    namespace = ownNamespace();
    stores = connections.map((redis) => createRedisCounterStore({ redis, namespace }));
    const [store] = stores;
    if (!store) throw new Error("no store");
    first = store;
  });
  afterEach(() => {
    for (const connection of connections) connection.disconnect();
  });
  afterAll(() => server.close());

  test("nothing is decided before the counters were built, nor once they are gone", async () => {
    expect(await first.isPrimed()).toBe(false);
    await expect(reserve(first)).rejects.toMatchObject({ reason: "emptied" });
    await first.rebuild(nothing());
    expect(await first.isPrimed()).toBe(true);
    expect((await reserve(first)).admitted).toBe(true);
    await server.call("flushall");
    expect(await first.isPrimed()).toBe(false);
    const attempts = await Promise.allSettled([
      reserve(first),
      first.readChain([limit], "grp_a"),
      first.readDay([{ groupId: "grp_a", slug }], "grp_a"),
      first.openReservations(),
    ]);
    for (const attempt of attempts) {
      expect(attempt).toMatchObject({ status: "rejected", reason: { reason: "emptied" } });
    }
  });

  test("replicas that rebuild at once count what the ledger knows once", async () => {
    await Promise.all(stores.map((store) => store.rebuild(ledger(["grp_a"], 30))));
    await first.rebuild(ledger(["grp_a"], 30));
    for (const store of stores) expect(await used(store)).toBe(30);
  });

  test("what was counted stays, however often replicas start", async () => {
    await first.rebuild(nothing());
    await reserve(first);
    for (const store of stores) await store.rebuild(ledger(["grp_a"], 30));
    expect(await used(first)).toBe(1);
  });

  test("emptied while it is rebuilt: that rebuild fails, the next one counts all", async () => {
    async function* interrupted() {
      yield* ledger(["grp_a"], 30);
      await server.call("flushall");
    }
    await expect(first.rebuild(interrupted())).rejects.toMatchObject({ reason: "emptied" });
    await expect(reserve(first)).rejects.toBeInstanceOf(CountersUnavailable);
    await first.rebuild(ledger(["grp_a"], 30));
    expect(await used(first)).toBe(30);
  });

  test("a replica that died while rebuilding holds up the others for seconds only", async () => {
    await expect(
      first.rebuild(
        // biome-ignore lint/correctness/useYield: it dies before its first entry
        (async function* (): AsyncGenerator<RebuildEntry> {
          throw new Error("the process ends here");
        })(),
      ),
    ).rejects.toThrow("the process ends here");
    await stores[1]?.rebuild(ledger(["grp_a"], 30));
    expect(await used(first)).toBe(30);
  });

  test("answers that were under way when Redis was emptied count once, in the new counters", async () => {
    await first.rebuild(nothing());
    const result = await reserve(first);
    if (!result.admitted) throw new Error("refused");
    await server.call("flushall");
    await expect(first.settle(result.reservation, 7)).rejects.toBeInstanceOf(CountersUnavailable);
    await stores[1]?.rebuild(nothing());
    await first.settle(result.reservation, 7);
    await first.settle(result.reservation, 7);
    expect(await first.readDay([{ groupId: "grp_a", slug }], "grp_a")).toEqual([
      { groupId: "grp_a", slug, requests: 1, tokens: 7 },
    ]);
  });

  test("an answer that the ledger told of does not count again when it is settled", async () => {
    await first.rebuild(nothing());
    const results = await Promise.all([reserve(first), reserve(first), reserve(first)]);
    const [heard, unheard, failed] = results.map((result) => {
      if (!result.admitted) throw new Error("refused");
      return result.reservation;
    });
    if (!heard || !unheard || !failed) throw new Error("no reservations");
    const { reservationId } = heard.request;
    await server.call("flushall");
    async function* entries(): AsyncGenerator<RebuildEntry> {
      const now = Date.now();
      const group = { rootGroupId: "grp_a", meteredGroupIds: ["grp_a"], slug };
      const entry = { ...group, requests: 1, tokens: 6, admittedAt: now };
      yield { ...entry, counts: "windows", settledAt: now, reservationId };
      yield { ...entry, counts: "day" };
    }
    await stores[1]?.rebuild(entries());
    await first.settle(heard, 6);
    await first.settle(unheard, 7);
    await first.release(failed, { countRequest: true });
    expect(await first.readDay([{ groupId: "grp_a", slug }], "grp_a")).toEqual([
      { groupId: "grp_a", slug, requests: 3, tokens: 13 },
    ]);
  });

  test("a restarted Redis has forgotten the scripts; decisions go on as soon as it is rebuilt", async () => {
    await first.rebuild(nothing());
    await reserve(first);
    await server.call("script", "flush");
    expect((await reserve(first)).admitted).toBe(true);
    expect(await used(first)).toBe(2);
  });

  test("a Redis that comes back with old counters counts again from the ledger", async () => {
    await first.rebuild(nothing());
    await reserve(first);
    // As after a start from a snapshot: everything is there but the scripts, which are never saved.
    await server.call("script", "flush");
    const redis = await connectRedis([server.url]);
    const restarted = createRedisCounterStore({ redis, namespace });
    await expect(reserve(restarted)).rejects.toMatchObject({ reason: "emptied" });
    await expect(reserve(first)).rejects.toMatchObject({ reason: "emptied" });
    await restarted.rebuild(ledger(["grp_a"], 30));
    expect(await used(first)).toBe(30);
    for (const store of stores) expect(await store.isPrimed()).toBe(true);
    redis.disconnect();
  });

  test("keys leave by themselves: all but the markers have an expiry", async () => {
    const [redis] = connections;
    if (!redis) throw new Error("no connection");
    let now = Date.now();
    const store = createRedisCounterStore({ redis, namespace, now: () => now });
    await store.rebuild(ledger(["grp_a"], 3));
    const minute = { ...limit, kind: "rate", unit: "MINUTE" } as const;
    for (let call = 0; call < 3; call++) {
      const result = await store.reserve(createRequest("grp_a", [limit, minute]));
      if (!result.admitted) throw new Error("refused");
      now += 2_000;
      await store.settle(result.reservation, 1);
    }
    const names = await redis.keys(`{${namespace}*`);
    expect(names.some((name) => name.includes(":ring:"))).toBe(true);
    const day = names.find((name) => /:\d+$/.test(name) && !name.includes(":ring:")) ?? "";
    expect(await redis.pttl(day)).toBeGreaterThan(86_400_000);
    const lasting: string[] = [];
    for (const name of names) {
      if ((await redis.pttl(name)) === -1) lasting.push(name);
    }
    expect(lasting.filter((name) => !/:marker$/.test(name))).toEqual([]);
  });

  test("no answer within the time-out is an error at once, and recovery needs no restart", async () => {
    const redis = openRedis([server.url], { commandMs: 150 });
    const impatient = createRedisCounterStore({ redis, namespace: ownNamespace() });
    await expect.poll(() => impatient.rebuild(nothing()).then(() => true), wide).toBe(true);
    server.pause();
    const start = performance.now();
    await expect(reserve(impatient)).rejects.toMatchObject({ reason: "unreachable" });
    process.stdout.write(`refused after ${Math.round(performance.now() - start)} ms\n`);
    server.resume();
    await expect.poll(() => reserve(impatient).then(({ admitted }) => admitted), wide).toBe(true);
    redis.disconnect();
  });
});

const wide = { timeout: 20_000, interval: 20 };

describe("a cluster", () => {
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

  test("one emptied master stops its own trees until they are rebuilt, and no others", async () => {
    const groupIds = Array.from({ length: 60 }, (_, group) => `grp_${group}`);
    const store = createRedisCounterStore({ redis, namespace: ownNamespace() });
    await store.rebuild(nothing());
    for (const groupId of groupIds) await reserve(store, groupId);
    await cluster.nodes[1]?.call("flushall");
    expect(await store.isPrimed()).toBe(false);
    const outcomes = await Promise.allSettled(groupIds.map((groupId) => reserve(store, groupId)));
    const stopped = groupIds.filter((_, index) => outcomes[index]?.status === "rejected");
    expect(stopped.length).toBeGreaterThan(5);
    expect(stopped.length).toBeLessThan(55);
    await store.rebuild(ledger(groupIds, 10));
    expect(await store.isPrimed()).toBe(true);
    for (const groupId of groupIds) {
      const [day] = await store.readDay([{ groupId, slug }], groupId);
      expect(day?.requests, groupId).toBe(stopped.includes(groupId) ? 10 : 2);
    }
  });

  test("a master that hangs fails its own trees in time, and they go on once it answers", async () => {
    const impatient = openRedis(cluster.urls, { commandMs: 150 });
    const store = createRedisCounterStore({ redis: impatient, namespace: ownNamespace() });
    await expect.poll(() => store.rebuild(nothing()).then(() => true), wide).toBe(true);
    const groupIds = Array.from({ length: 30 }, (_, group) => `grp_${group}`);
    cluster.nodes[2]?.pause();
    const start = performance.now();
    const outcomes = await Promise.allSettled(groupIds.map((groupId) => reserve(store, groupId)));
    process.stdout.write(`all decided after ${Math.round(performance.now() - start)} ms\n`);
    expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
    const failed = outcomes.filter(({ status }) => status === "rejected");
    expect(failed.length).toBeGreaterThan(2);
    for (const each of failed) expect(each).toMatchObject({ reason: { reason: "unreachable" } });
    cluster.nodes[2]?.resume();
    const back = performance.now();
    const all = () =>
      Promise.all(groupIds.map((groupId) => reserve(store, groupId))).then(() => true);
    await expect.poll(() => all().catch(() => false), wide).toBe(true);
    process.stdout.write(`back after ${Math.round(performance.now() - back)} ms\n`);
    impatient.disconnect();
  });
});
