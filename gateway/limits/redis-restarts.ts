import { createHash, randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { bucketCount, markerKey } from "./redis-keys";
import { scriptOf } from "./redis-scripts";
import { failureOf, type RedisClient, runScript } from "./run-redis-script";

/**
 * KEYS 1 name of the server's run · 2… markers · ARGV 1 the name read before, or "" · 2 a new one.
 * Answers 0 where somebody else has named the run since.
 */
const noticeScript = scriptOf(`
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
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
 * Looks once on every connection whether the server is still the one whose counters were built. One
 * that was started anew may have come back with counters of an hour ago, from a snapshot: its markers
 * go, so that they are built again. A server that still has the script that was loaded into it is the
 * same: scripts are never saved, nor sent to replicas, and unlike INFO any role may ask for them.
 * A cluster's masters are not watched: when one fails over, what its replica had not heard is lost.
 */
export function watchRestarts(redis: RedisClient, namespace: string): Restarts {
  const markers = Array.from({ length: bucketCount }, (_, bucket) => markerKey(namespace, bucket));
  const runKey = `{${namespace}0}:server`;
  let seen: unknown;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    if (!(redis instanceof Redis)) return;
    const { stream } = redis;
    try {
      const known = (await redis.get(runKey).catch(fail)) ?? "";
      if (known === "" || !(await isLoaded(redis, known))) {
        const name = randomBytes(12).toString("hex");
        await redis.script("LOAD", scriptOfRun(name)).catch(fail);
        await runScript(redis, noticeScript, [runKey, ...markers], [known, name]);
      }
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

const scriptOfRun = (name: string) => `return '${name}'`;

async function isLoaded(redis: Redis, name: string): Promise<boolean> {
  const sha = createHash("sha1").update(scriptOfRun(name)).digest("hex");
  const [isThere] = (await redis.script("EXISTS", sha).catch(fail)) as number[];
  return isThere === 1;
}

function fail(error: unknown): never {
  throw failureOf(error);
}
