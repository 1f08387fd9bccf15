import { Cluster } from "ioredis";
import { expect, test } from "vitest";
import { freePort } from "../../testing/free-port";
import type { RedisSettings } from "../redis-settings";
import { openRedis } from "./open-redis";

/** What is left of the two seconds is for the probe, every 100 ms, and for the counters. */
const attemptsMsMax = 1_600;

test.each<[name: string, change: Partial<RedisSettings>]>([
  ["one Redis", {}],
  ["one address of a cluster", { isCluster: true }],
  ["a master that sentinels know", { sentinel: { name: "mymaster" } }],
  ["TLS", { tls: true }],
])(
  "case 13: %s is tried again and again: between two attempts there is never more than would let a return be seen within 2 s",
  async (_name, change) => {
    const host = "127.0.0.1";
    const nodes = [{ host, port: await freePort() }];
    const redis = openRedis({ nodes, db: 0, tls: false, ...change });
    try {
      const isCluster = redis instanceof Cluster;
      const node = isCluster ? redis.options.redisOptions : redis.options;
      const pauses = isCluster
        ? [redis.options.clusterRetryStrategy]
        : [
            redis.options.retryStrategy,
            ...("sentinel" in change ? [redis.options.sentinelRetryStrategy] : []),
          ];
      for (const pause of pauses) {
        // An outage of any length.
        for (const attempts of [1, 2, 3, 10, 11, 100, 100_000]) {
          const pauseMs = pause?.(attempts) ?? Number.POSITIVE_INFINITY;
          expect(pauseMs).toBeGreaterThanOrEqual(0);
          expect((node?.connectTimeout ?? Number.POSITIVE_INFINITY) + Number(pauseMs)).toBeLessThan(
            attemptsMsMax,
          );
        }
      }
    } finally {
      redis.disconnect();
    }
  },
);
