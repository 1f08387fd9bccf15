import { afterAll, beforeAll } from "vitest";
import { connectRedis, openRedisScene } from "../../testing/redis-scene";
import { type RedisServer, startRedisServer } from "../../testing/redis-server";
import { contractStart } from "../contract-tests/counter-scene";
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

const open = () => openRedisScene(redis, contractStart);
describeCounterStore("the Redis store", open, { isShared: true });
describeExactness("the Redis store", open, 16);
