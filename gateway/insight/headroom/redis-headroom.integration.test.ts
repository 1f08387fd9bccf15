import { afterAll, beforeAll, expect, test } from "vitest";
import { createRedisCounterStore } from "../../limits/redis/redis-counter-store";
import type { RedisClient } from "../../limits/redis/run-redis-script";
import { insertEvents } from "../../metering/ledger/event-store";
import { addManyGroups, call, readHeadroom } from "../../testing/headroom-fixture";
import { connectRedis, nothing, ownNamespace } from "../../testing/redis-fixture";
import { type RedisServer, startRedisServer } from "../../testing/redis-server";
import { createTestClock } from "../../testing/test-clock";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addGroup, tokensPerMinute } from "../../testing/test-groups";
import { usageEvent } from "../../testing/usage-rows";

const clock = createTestClock(`${new Date().toISOString().slice(0, 10)}T12:00:00Z`);
let server: RedisServer;
let redis: RedisClient;
let gateway: TestGateway;

beforeAll(async () => {
  server = await startRedisServer();
  redis = await connectRedis([server.url]);
  const counters = createRedisCounterStore({ redis, namespace: ownNamespace(), now: clock.now });
  await counters.rebuild(nothing());
  gateway = await createTestGateway({ clock, deps: { counters } });
});
afterAll(async () => {
  await gateway.close();
  redis.disconnect();
  await server.close();
});

test("headroom is read of Redis exactly, of more counters than one script can answer", async () => {
  const root = await addGroup(gateway, "org", {
    mode: "CASCADING",
    models: [tokensPerMinute(1_000)],
  });
  const teams = await addManyGroups(gateway, 400, {
    name: "team",
    above: () => [root.id],
    tokensPerMinute: 60,
  });
  const leaves = await addManyGroups(gateway, 400, {
    name: "leaf",
    above: (index) => [root.id, teams[index] ?? ""],
    tokensPerMinute: 50,
  });
  const { workspaceId } = gateway;
  const createEvent = (id: string, index: number) =>
    usageEvent(
      { workspaceId, path: [root.id, teams[index] ?? "", id], slug: "acme/a" },
      clock.now(),
    );
  await insertEvents(gateway.db, leaves.map(createEvent));
  for (const [index, tokens] of [
    [0, 5],
    [150, 45],
    [399, 50],
  ] as const) {
    await call(gateway, { id: leaves[index] ?? "" }, tokens);
  }
  const { pairs } = await readHeadroom(gateway);
  expect(pairs).toHaveLength(400);
  const findLimit = (index: number) =>
    pairs.find(({ group_id }) => group_id === leaves[index])?.limit;
  expect(findLimit(0)).toMatchObject({ counter_group: leaves[0], used: 5, share: 0.1 });
  expect(findLimit(150)).toMatchObject({ counter_group: leaves[150], used: 45, share: 0.9 });
  expect(findLimit(399)).toMatchObject({ counter_group: leaves[399], used: 50, share: 1 });
  // What nobody used yet is stopped first by the pool above.
  expect(findLimit(1)).toMatchObject({ counter_group: root.id, used: 100, share: 0.1 });
});

test("while Redis is away headroom is unknown, no error and no zeros", async () => {
  await server.close();
  const read = await readHeadroom(gateway);
  expect(read.counters_available).toBe(false);
  expect(read.pairs.length).toBeGreaterThan(0);
  expect(read.pairs.every(({ limit, is_limited }) => is_limited && limit === null)).toBe(true);
});
