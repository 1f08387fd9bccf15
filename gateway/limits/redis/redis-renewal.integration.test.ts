import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { connectRedis, nothing, ownNamespace } from "../../testing/redis-fixture";
import { type RedisServer, startRedisServer } from "../../testing/redis-server";
import type { ChainLimit, Reservation } from "../counter-store";
import { createRedisCounterStore, type RedisCounterStore } from "./redis-counter-store";
import type { RedisClient } from "./run-redis-script";

const secondMs = 1_000;
const minuteMs = 60_000;
const chain: ChainLimit[] = (["TOKEN", "REQUEST"] as const).map((type) => ({
  ...{ counterGroupId: "grp_a", sourceGroupId: "grp_a", slug: "acme/m" },
  ...{ kind: "usage", type, unit: "DAY", threshold: 1_000 },
}));

let server: RedisServer;
let redis: RedisClient;
let killed: RedisCounterStore;
let alive: RedisCounterStore;
let now = 0;

beforeAll(async () => {
  server = await startRedisServer();
  redis = await connectRedis([server.url]);
});
afterAll(async () => {
  redis.disconnect();
  await server.close();
});
beforeEach(async () => {
  now = Date.parse("2026-03-10T12:00:00.000Z");
  const options = { redis, namespace: ownNamespace(), now: () => now, renewMs: null };
  killed = createRedisCounterStore(options);
  alive = createRedisCounterStore(options);
  await alive.rebuild(nothing());
});

let calls = 0;
async function reserve(store: RedisCounterStore, tokens: number): Promise<Reservation> {
  const result = await store.reserve({
    ...{ reservationId: `rsv_${calls++}`, rootGroupId: "grp_a", slug: "acme/m", chain, tokens },
    ...{ tokensMin: tokens, meteredGroupIds: ["grp_a"] },
  });
  if (!result.admitted) throw new Error("the test's limits refuse nothing");
  return result.reservation;
}
const used = async () => (await alive.readChain(chain, "grp_a")).map((state) => state.used);

/** As in gateways that run: those that are alive renew every minute. */
async function pass(minutes: number, living: readonly RedisCounterStore[] = [alive]) {
  for (let minute = 0; minute < minutes; minute += 1) {
    now += minuteMs;
    for (const store of living) await store.renew();
  }
}

test("case 92: what a killed replica had reserved is free again after three minutes", async () => {
  await reserve(killed, 70);
  await reserve(killed, 30);
  const own = await reserve(alive, 5);
  expect(await used()).toEqual([105, 3]);
  now += 3 * minuteMs - secondMs;
  expect(await used()).toEqual([105, 3]);
  // Its own it renews in time.
  now -= 3 * minuteMs - secondMs;
  await pass(3);
  expect(await used()).toEqual([5, 1]);
  expect(await alive.openReservations()).toBe(1);
  await alive.settle(own, 6);
  expect(await used()).toEqual([6, 1]);
});

test("a replica that was killed after renewing holds what it had for three minutes more", async () => {
  await reserve(killed, 70);
  await pass(10, [killed, alive]);
  expect(await used()).toEqual([70, 1]);
  await pass(3);
  expect(await used()).toEqual([0, 0]);
});

test.each([5, 90, 6 * 60])(
  "a stream of %d minutes keeps its reservation to its end",
  async (minutes) => {
    const long = Array.from({ length: 450 }, () => reserve(alive, 1));
    const reservations = await Promise.all(long);
    await pass(minutes);
    expect(await used()).toEqual([450, 450]);
    await Promise.all(reservations.map((reservation) => alive.settle(reservation, 2)));
    expect(await used()).toEqual([900, 450]);
    expect(await alive.openReservations()).toBe(0);
  },
);

test("what has ended is not renewed, and never comes back", async () => {
  const released = await reserve(alive, 40);
  await pass(2);
  await alive.release(released, { countRequest: false });
  await pass(5);
  expect(await used()).toEqual([0, 0]);
  expect(await alive.openReservations()).toBe(0);
});
