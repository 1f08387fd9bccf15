import { Redis } from "ioredis";
import { bucketCount, markerKey } from "./redis-keys";
import { scriptOf } from "./redis-scripts";
import { type RedisClient, runScript } from "./run-redis-script";

/**
 * KEYS 1 the server's run · 2… markers. A Redis that was started anew may have come back with
 * counters of an hour ago, from a snapshot: its markers go, so that they are built again.
 */
const noticeScript = scriptOf(`
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if redis.call('GET', KEYS[1]) == run then return 0 end
redis.call('SET', KEYS[1], run)
redis.call('DEL', unpack(KEYS, 2))
return 1
`);

export interface Restarts {
  /** Answers undefined where this connection was looked at before. @throws CountersUnavailable */
  notice(): Promise<void> | undefined;
  /** Whatever happened before: remembers the server that runs now. */
  remember(): Promise<void>;
}

/**
 * Looks once on every connection whether the server is still the one whose counters were built. A
 * cluster's masters are not watched: when one fails over, what its replica had not heard is lost.
 */
export function watchRestarts(redis: RedisClient, namespace: string): Restarts {
  const markers = Array.from({ length: bucketCount }, (_, bucket) => markerKey(namespace, bucket));
  const keys = [`{${namespace}0}:server`, ...markers];
  let seen: unknown;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    if (!(redis instanceof Redis)) return;
    const { stream } = redis;
    try {
      await runScript(redis, noticeScript, keys, []);
      seen = stream;
    } finally {
      looking = undefined;
    }
  }

  return {
    notice() {
      if (!(redis instanceof Redis) || (seen !== undefined && seen === redis.stream))
        return undefined;
      looking ??= look();
      return looking;
    },
    remember: look,
  };
}
