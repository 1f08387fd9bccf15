import { createHash } from "node:crypto";
import { Redis } from "ioredis";
import { bucketCount, markerKey, parseEpoch } from "./redis-keys";
import { toScript } from "./redis-scripts";
import { isReply, type RedisClient, runScript, toFailure } from "./run-redis-script";

/** KEYS 1 marker · ARGV 1 epoch. Whoever sees the bucket next finds it incomplete, and builds it. */
const forgetScript = toScript(`
if string.sub(redis.call('GET', KEYS[1]) or '', 1, 8) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`);

export interface Restarts {
  /** Answers undefined where these connections were looked at before. @throws CountersUnavailable */
  notice(): Promise<void> | undefined;
  /** Before counters of `epoch` are written: lets the servers of now be known as those that have them. */
  mark(epoch: string): Promise<void>;
}

/**
 * Looks once on every connection to a master whether the server is still the one in which the counters
 * were built. One that was started anew may have come back with counters of an hour ago, from a
 * snapshot; a replica that was promoted lacks what it had not heard of. The markers of its buckets go,
 * so that they are built again. A server that has the script of an epoch had its counters: scripts are
 * never saved, nor sent to replicas, and unlike INFO any role may ask for them.
 */
export function watchRestarts(redis: RedisClient, namespace: string): Restarts {
  const markers = Array.from({ length: bucketCount }, (_, bucket) => markerKey(namespace, bucket));
  let seen: readonly Connection[] = [];
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    const connections = listMasters(redis).map((node) => ({ node, stream: node.stream }));
    try {
      await Promise.all(markers.map((marker) => lookAt(redis, marker)));
      // A connection that the look itself opened has been looked at.
      seen = connections.map(({ node, stream = node.stream }) => ({ node, stream }));
    } finally {
      looking = undefined;
    }
  }

  return {
    notice() {
      if (isSame(listMasters(redis), seen)) return undefined;
      looking ??= look();
      return looking;
    },
    async mark(epoch) {
      const loads = listMasters(redis).map((node) => node.script("LOAD", scriptOfEpoch(epoch)));
      await Promise.all(loads).catch(fail);
    },
  };
}

interface Connection {
  node: Redis;
  stream: Redis["stream"] | undefined;
}

function listMasters(redis: RedisClient): Redis[] {
  return redis instanceof Redis ? [redis] : redis.nodes("master");
}

function isSame(masters: readonly Redis[], seen: readonly Connection[]): boolean {
  if (masters.length !== seen.length) return false;
  return masters.every((node, index) => {
    const before = seen[index];
    return before?.node === node && before.stream === node.stream;
  });
}

async function lookAt(redis: RedisClient, marker: string): Promise<void> {
  const epoch = parseEpoch(await redis.getBuffer(marker).catch(fail));
  if (epoch === null) return;
  const sha = createHash("sha1").update(scriptOfEpoch(epoch)).digest("hex");
  // Asked by the bucket's key, so that a cluster sends it to the server that has the bucket now.
  const isKnown = await redis.callBuffer("evalsha", sha, "1", marker).catch((error: unknown) => {
    return isReply(error, "NOSCRIPT") ? null : fail(error);
  });
  if (isKnown === null) await runScript(redis, forgetScript, [marker], [epoch]);
}

const scriptOfEpoch = (epoch: string) => `return '${epoch}'`;

function fail(error: unknown): never {
  throw toFailure(error);
}
