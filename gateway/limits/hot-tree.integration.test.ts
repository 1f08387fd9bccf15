import { once } from "node:events";
import type { Command } from "ioredis";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../testing/inference-fixture";
import { type RedisClusterServers, startRedisCluster } from "../testing/redis-cluster";
import { nothing } from "../testing/redis-fixture";
import type { RedisServer } from "../testing/redis-server";
import { createGuardedCounterStore, type GuardedCounterStore } from "./guarded-counter-store";
import { openRedis } from "./redis/open-redis";
import { createRedisCounterStore } from "./redis/redis-counter-store";
import { toBucket } from "./redis/redis-keys";
import type { RedisClient } from "./redis/run-redis-script";

let cluster: RedisClusterServers;
let redis: RedisClient;
let counters: GuardedCounterStore;
let fixture: InferenceFixture;
/** Names of the commands that left for any node. */
let sent: string[] = [];

beforeAll(async () => {
  cluster = await startRedisCluster();
  redis = openRedis(cluster.urls);
  await once(redis, "ready");
  const send: RedisClient["sendCommand"] = redis.sendCommand.bind(redis);
  redis.sendCommand = (command: Command, ...rest: []) => {
    sent.push(command.name);
    return send(command, ...rest);
  };
  counters = createGuardedCounterStore({
    shared: createRedisCounterStore({ redis }),
    ...{ whenDown: "closed", replicas: 1, clock: { now: () => Date.now() }, entries: nothing },
    log: pino({ level: "silent" }),
  });
  await counters.ready;
  fixture = await openInferenceFixture({ deps: { counters } });
});
afterAll(async () => {
  await fixture?.close();
  redis?.disconnect();
  await cluster?.close();
});

const body = { model: fixtureSlug, messages: [{ role: "user", content: "hi" }] };
const models = [
  {
    slug: fixtureSlug,
    usage_limits: [{ type: "REQUEST" as const, unit: "DAY" as const, threshold: 1_000_000 }],
  },
];

async function ask(key: string): Promise<{ status: number; code?: string }> {
  const answer = await fixture.post(key, body);
  const { error } = (await answer.json()) as { error?: { code: string } };
  return { status: answer.status, ...(error && { code: error.code }) };
}

/** Nodes with keys of the bucket; other nodes would be asked in vain. */
async function findNodes(rootGroupId: string): Promise<RedisServer[]> {
  const found: RedisServer[] = [];
  for (const node of cluster.nodes) {
    const keys = await node.call("keys", `{hg${toBucket(rootGroupId)}}*`);
    if (Array.isArray(keys) && keys.length > 0) found.push(node);
  }
  return found;
}

const decisions = () => sent.filter((name) => name === "evalsha").length;

test("case 81: all of a tree is counted by one master; where that is saturated calls get 503 limits_unavailable, queue nowhere, and go on with exact counts", async () => {
  const root = await fixture.addGroup({ models, enforcement: "CASCADING" });
  const below = await fixture.addGroup({ models, parent: root.id, enforcement: "CASCADING" });
  let served = 0;
  const once200 = async (key: string) => {
    const { status } = await ask(key);
    if (status === 200) served++;
    return status;
  };
  for (const { key } of [root, below]) await expect.poll(() => once200(key)).toBe(200);
  const masters = await findNodes(root.id);
  expect(masters).toHaveLength(1);
  const [master] = masters;

  // As one that has more to do than it can: it answers nobody in time.
  master?.pause();
  const called = fixture.upstream.calls.length;
  const refused = await Promise.all(Array.from({ length: 300 }, () => ask(below.key)));
  expect(refused.filter(({ code }) => code !== "limits_unavailable")).toEqual([]);
  expect(refused.filter(({ status }) => status !== 503)).toEqual([]);
  expect(counters.mode()).toBe("closed");
  // From the first silence on nothing more is put into its queue.
  sent = [];
  for (let call = 0; call < 50; call++) {
    expect(await ask(below.key)).toEqual({ status: 503, code: "limits_unavailable" });
  }
  expect(decisions()).toBe(0);
  expect(fixture.upstream.calls).toHaveLength(called);

  master?.resume();
  for (const { key } of [root, below]) await expect.poll(() => once200(key)).toBe(200);
  // What was refused unheard has been given back: nobody pays for the queue.
  const counted = async () =>
    (await counters.readDay([{ groupId: root.id, slug: fixtureSlug }], root.id))[0];
  await expect.poll(async () => (await counted())?.requests).toBe(served);
  expect(await counters.openReservations()).toBe(0);
});
