import { afterAll, beforeAll } from "vitest";
import { type RedisServer, startRedisServer } from "../testing/redis-server";
import { contractStart, describeCounterStore } from "./counter-store.contract";
import { openRedis } from "./open-redis";
import { createRedisCounterStore } from "./redis-counter-store";
import type { RedisClient } from "./run-redis-script";

const reservationMsMax = 900_000;
let server: RedisServer;
let redis: RedisClient;
let scenes = 0;

beforeAll(async () => {
  server = await startRedisServer();
  redis = openRedis([server.url], { commandMs: 10_000 });
  await new Promise((resolve) => redis.once("ready", resolve));
});
afterAll(async () => {
  redis.disconnect();
  await server.close();
});

describeCounterStore("the Redis store", async () => {
  let now = contractStart;
  scenes++;
  const namespace = `t${scenes}-`;
  const store = createRedisCounterStore({ redis, namespace, reservationMsMax, now: () => now });
  await store.rebuild(nothing());
  return {
    store,
    reservationMsMax,
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    async empty() {
      await redis.flushall();
    },
    close: () => store.close(),
  };
});

async function* nothing() {}
