import { afterAll, beforeAll } from "vitest";
import { connectRedis, openRedisFixture } from "../../testing/redis-fixture";
import { type RedisServer, startRedisServer } from "../../testing/redis-server";
import { contractStart } from "../contract-tests/counter-fixture";
import { describeCounterStore } from "../contract-tests/counter-store.contract";
import { describeExactness } from "../contract-tests/counter-store.exactness";
import type { RedisClient } from "./run-redis-script";

let server: RedisServer;
let redis: RedisClient;

beforeAll(async () => {
  server = await startRedisServer();
  redis = await connectRedis([server.url]);
});
afterAll(async () => {
  redis.disconnect();
  await server.close();
});

const open = () => openRedisFixture(redis, contractStart);
describeCounterStore("the Redis store", open, { isShared: true });
describeExactness("the Redis store", open, 16);
