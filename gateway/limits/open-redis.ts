import { Cluster, type Command, Redis } from "ioredis";
import { awaitReturn } from "./await-return";
import { watchCommands } from "./redis-patience";
import type { RedisClient } from "./run-redis-script";

export interface OpenRedisOptions {
  /** Longest wait for an answer; then the command fails, whatever Redis still does with it. */
  commandMs?: number;
  onError?: (error: Error) => void;
}

const reconnectMsMax = 500;

/**
 * A client of one Redis, or of a cluster when several addresses are given (any of its nodes).
 * Commands fail at once while there is no connection, and none is ever sent twice: a decision that
 * was made but not heard of must not be made again. Reconnects by itself, within half a second.
 */
export function openRedis(
  urls: readonly [string, ...string[]] | readonly string[],
  { commandMs = 200, onError = () => {} }: OpenRedisOptions = {},
): RedisClient {
  // At once after a loss: most are a server's closing of an idle connection.
  const retryMs = (attempts: number) => Math.min(50 * (attempts - 1), reconnectMsMax);
  const common = {
    connectTimeout: 1_000,
    // A connection that swallows everything is given up: behind the address may be another by now.
    socketTimeout: Math.max(2_000, 2 * commandMs),
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    keepAlive: 10_000,
  };
  const [first, ...others] = urls;
  if (first === undefined) throw new Error("Redis needs an address");
  const redis =
    others.length === 0
      ? new Redis(first, { ...common, enableOfflineQueue: false, retryStrategy: retryMs })
      : new Cluster([...urls], {
          redisOptions: common,
          enableOfflineQueue: false,
          clusterRetryStrategy: retryMs,
          clusterNodeRetryStrategy: retryMs,
          maxRedirections: 4,
          retryDelayOnFailover: 50,
          retryDelayOnClusterDown: 50,
          retryDelayOnTryAgain: 50,
          slotsRefreshTimeout: 1_000,
          slotsRefreshInterval: 5_000,
        });
  redis.on("error", onError);
  endInTime(redis, commandMs);
  awaitReturn(redis, commandMs / 2);
  return redis;
}

/** Not by the driver, whose time-out runs while this process is busy and has sent nothing yet. */
function endInTime(redis: RedisClient, commandMs: number): void {
  const watch = watchCommands(commandMs);
  const send: RedisClient["sendCommand"] = redis.sendCommand.bind(redis);
  redis.sendCommand = (command: Command, ...rest: [Parameters<Redis["sendCommand"]>[1]?]) => {
    watch(command);
    return send(command, ...rest);
  };
}
