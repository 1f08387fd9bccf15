import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { connectRedis, nothing, ownNamespace } from "../../testing/redis-fixture";
import { type RedisServer, startRedisServer } from "../../testing/redis-server";
import type { ChainLimit, ReserveResult } from "../counter-store";
import { createRedisCounterStore, type RedisCounterStore } from "./redis-counter-store";
import type { RedisClient } from "./run-redis-script";

const slug = "acme/model";
const replicaCount = 4;
const clientsPerReplica = 64;
const threshold = 100;
let server: RedisServer;
let connections: RedisClient[];

beforeAll(async () => {
  server = await startRedisServer();
  const urls = [server.url];
  connections = await Promise.all(Array.from({ length: replicaCount }, () => connectRedis(urls)));
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(async () => {
  for (const connection of connections) connection.disconnect();
  await server.close();
});

async function openReplicas(): Promise<RedisCounterStore[]> {
  const namespace = ownNamespace();
  const stores = connections.map((redis) => createRedisCounterStore({ redis, namespace }));
  await Promise.all(stores.map((store) => store.rebuild(nothing())));
  return stores;
}

let calls = 0;
function createReserver(groupId: string, unit: "SECOND" | "MINUTE") {
  const tuple = { kind: "rate", type: "REQUEST", unit, slug, threshold } as const;
  const chain: ChainLimit[] = [{ ...tuple, counterGroupId: groupId, sourceGroupId: groupId }];
  const shared = { rootGroupId: groupId, slug, chain, meteredGroupIds: [groupId] };
  return (store: RedisCounterStore): Promise<ReserveResult> =>
    store.reserve({ ...shared, reservationId: `rsv_${calls++}`, tokens: 1, tokensMin: 1 });
}

const groups = Array.from({ length: 20 }, (_, group) => `grp_${group}`);

test("64 clients on each of 4 replicas, in 20 groups at once: a burst gets exactly 100 a minute", async () => {
  // Replicas' own clocks are half a minute off, each look at them another way: nobody asks them.
  const real = Date.now;
  vi.spyOn(Date, "now").mockImplementation(() => real() + (calls % 2 === 0 ? 30_000 : -30_000));
  const stores = await openReplicas();
  const admitted = await Promise.all(
    groups.map(async (groupId) => {
      const reserve = createReserver(groupId, "MINUTE");
      const results = await Promise.all(
        stores.flatMap((store) => Array.from({ length: clientsPerReplica }, () => reserve(store))),
      );
      return results.filter((result) => result.admitted).length;
    }),
  );
  expect(admitted).toEqual(groups.map(() => threshold));
}, 60_000);

// A window of a second forgets within one, and random arrivals over an injected clock cover what
// timing here leaves out; HEADGATE_SECOND_LIMITS_SECONDS=30 takes the time to see more windows.
const seconds = Number(process.env["HEADGATE_SECOND_LIMITS_SECONDS"] ?? 6);

test("the same with limits a second, retried without pause: no rolling second ever holds more than 100", async () => {
  const stores = await openReplicas();
  const times = new Map(groups.map((groupId) => [groupId, [] as number[]]));
  const reserves = groups.map((groupId) => ({
    groupId,
    reserve: createReserver(groupId, "SECOND"),
  }));
  let asked = 0;
  const start = performance.now();
  const filledEach = () => [...times.values()].every((each) => each.length >= 3 * threshold);
  // A busy machine needs longer to fill as many windows.
  const isOver = () => performance.now() - start > seconds * 1_000 && filledEach();
  // A client of each group in turn, so that no group's clients ask all at the same moment.
  const clients = Array.from({ length: clientsPerReplica }).flatMap(() =>
    stores.flatMap((store) => reserves.map((group) => ({ ...group, store }))),
  );
  await Promise.all(
    clients.map(async ({ groupId, reserve, store }) => {
      while (!isOver()) {
        const result = await reserve(store);
        asked++;
        if (result.admitted) times.get(groupId)?.push(result.reservation.admittedAt);
      }
    }),
  );
  const elapsedSeconds = (performance.now() - start) / 1_000;
  const shares: number[] = [];
  for (const [groupId, unsorted] of times) {
    const sorted = unsorted.sort((a, b) => a - b);
    for (let index = threshold; index < sorted.length; index++) {
      const apart = (sorted[index] ?? 0) - (sorted[index - threshold] ?? 0);
      expect(apart, groupId).toBeGreaterThanOrEqual(1_000);
    }
    shares.push(sorted.length / (threshold * elapsedSeconds));
  }
  const least = Math.min(...shares);
  process.stdout.write(`${asked} decisions; least share of 20 groups: ${least.toFixed(3)}\n`);
}, 120_000);

test("what a replica held when it died is given back by whichever asks next", async () => {
  const namespace = ownNamespace();
  let now = Date.UTC(2026, 0, 15, 12);
  const [dying, living] = connections.map((redis) =>
    createRedisCounterStore({ redis, namespace, reservationMsMax: 900_000, now: () => now }),
  );
  if (!dying || !living) throw new Error("no stores");
  await dying.rebuild(nothing());
  const minute = createReserver("grp_orphaned", "MINUTE");
  for (let call = 0; call < 30; call++) await minute(dying);
  now += 899_999;
  expect(await living.openReservations()).toBe(30);
  now += 1;
  expect(await living.openReservations()).toBe(0);
  const key = { groupId: "grp_orphaned", slug };
  expect(await living.readDay([key], "grp_orphaned")).toEqual([]);
});
