import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nothing } from "../../testing/redis-fixture";
import { type RedisServer, startRedisServer } from "../../testing/redis-server";
import { openRedis } from "./open-redis";
import { createRedisCounterStore } from "./redis-counter-store";
import type { RedisClient } from "./run-redis-script";

let server: RedisServer;
let redis: RedisClient;
beforeEach(async () => {
  server = await startRedisServer();
  redis = openRedis([server.url]);
  await once(redis, "ready");
});
afterEach(async () => {
  redis.disconnect();
  await server.close();
});

const eventually = { timeout: 60_000, interval: 10 };
const isPrimed = () => createRedisCounterStore({ redis }).isPrimed();

test("commands fail at once while Redis is gone, and work again soon after it is back", async () => {
  const store = createRedisCounterStore({ redis });
  await store.rebuild(nothing());
  await server.stop();
  await expect.poll(() => isPrimed().catch(() => "gone"), eventually).toBe("gone");
  await expect(store.openReservations()).rejects.toMatchObject({ reason: "unreachable" });
  await server.start();
  await expect.poll(() => isPrimed().catch(() => "gone"), eventually).toBe(false);
});

test("a Redis that answers nothing is given up, and asked again when it answers", async () => {
  server.pause();
  // How long that takes: redis-patience.test.ts, by a clock of its own.
  await expect(isPrimed()).rejects.toMatchObject({ reason: "unreachable" });
  server.resume();
  await expect.poll(() => isPrimed().catch(() => "gone"), eventually).toBe(false);
});

test("a password in the address is used, and a wrong one is no connection", async () => {
  await server.call("config", "set", "requirepass", "sesame");
  const { port } = server;
  const wrong = openRedis([`redis://:simsim@127.0.0.1:${port}`]);
  const store = createRedisCounterStore({ redis: wrong });
  await expect(store.isPrimed()).rejects.toMatchObject({ name: "CountersUnavailable" });
  wrong.disconnect();
  const right = openRedis([`redis://:sesame@127.0.0.1:${port}`]);
  await once(right, "ready");
  expect(await createRedisCounterStore({ redis: right }).isPrimed()).toBe(false);
  right.disconnect();
});
