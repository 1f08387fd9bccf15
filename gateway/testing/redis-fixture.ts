import { once } from "node:events";
import { rollingLengthsMs } from "../contracts/limit-windows";
import type { CounterFixture } from "../limits/contract-tests/counter-fixture";
import { openRedis } from "../limits/redis/open-redis";
import { createRedisCounterStore } from "../limits/redis/redis-counter-store";
import type { RedisClient } from "../limits/redis/run-redis-script";

/** A client that waits as long as a busy machine takes. Rejects when Redis can't be reached. */
export async function connectRedis(urls: readonly string[]): Promise<RedisClient> {
  const redis = openRedis(urls, { commandMs: 20_000 });
  await once(redis, "ready");
  return redis;
}

let namespaces = 0;

/** A namespace of `redis` that nobody else uses. */
export function ownNamespace(): string {
  namespaces++;
  return `test${namespaces}-`;
}

/** A store with a namespace and a clock of its own. `redis` may serve several. */
export async function openRedisFixture(
  redis: RedisClient,
  startMs: number,
): Promise<CounterFixture> {
  // Of any window: what is not renewed would be given back while it counts.
  const lifetimeMs = Math.max(900_000, 2 * Math.max(...rollingLengthsMs));
  let now = startMs;
  const namespace = ownNamespace();
  const store = createRedisCounterStore({
    ...{ redis, namespace, reservationMsMax: lifetimeMs, renewMs: null },
    now: () => now,
  });
  await store.rebuild(nothing());
  return {
    store,
    lifetimeMs,
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    async live(ms) {
      for (let left = ms; left > 0; left -= lifetimeMs / 3) {
        now += Math.min(left, lifetimeMs / 3);
        await store.renew();
      }
    },
    async empty() {
      const nodes = "nodes" in redis ? redis.nodes("master") : [redis];
      for (const node of nodes) await node.flushall();
    },
    close: () => store.close(),
  };
}

/** The ledger of a gateway that was never used. */
export async function* nothing() {}
