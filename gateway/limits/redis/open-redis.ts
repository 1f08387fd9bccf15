import { Cluster, type Command, Redis } from "ioredis";
import { type RedisSettings, readRedisSettings } from "../redis-settings";
import { awaitReturn } from "./await-return";
import { watchCommands } from "./redis-patience";
import type { RedisClient } from "./run-redis-script";

export interface OpenRedisOptions {
  /** Longest wait for an answer; then the command fails, whatever Redis still does with it. */
  commandMs?: number;
  onError?: (error: Error) => void;
}

/** How long a decision waits for Redis, so that a refusal comes within 250 ms. */
export const commandMsDefault = 200;
const reconnectMsMax = 500;
/** True for a write that a replica refused. Its address may lead to a master by now. */
const isReplicas = (error: Error) => error.message.startsWith("READONLY");

/**
 * A client of one Redis, of a master that sentinels know, or of a cluster when several addresses are
 * given (any of its nodes). Commands fail at once while there is no connection, and the driver sends
 * none twice. Reconnects by itself, within half a second. Needs no command that ACLs call dangerous.
 */
export function openRedis(
  place: RedisSettings | readonly string[],
  { commandMs = commandMsDefault, onError = () => {} }: OpenRedisOptions = {},
): RedisClient {
  const settings = "nodes" in place ? place : readRedisSettings({ REDIS_URL: place.join(",") });
  const [node] = settings?.nodes ?? [];
  if (!settings || !node) throw new Error("Redis needs an address");
  const { username, password, tls, ca, sentinel, nodes, db } = settings;
  // At once after a loss: most are a server's closing of an idle connection.
  const retryMs = (attempts: number) => Math.min(50 * (attempts - 1), reconnectMsMax);
  const secured = tls ? { tls: ca ? { ca } : {} } : {};
  const common = {
    connectTimeout: 1_000,
    // A connection that swallows everything is given up: behind the address may be another by now.
    socketTimeout: Math.max(2_000, 2 * commandMs),
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    keepAlive: 10_000,
    // INFO, by which the driver would look, is refused to many a role; LOADING is an answer too.
    enableReadyCheck: false,
    ...(username && { username }),
    ...(password && { password }),
    ...secured,
  };
  const alone = {
    ...common,
    db,
    enableOfflineQueue: false,
    retryStrategy: retryMs,
    reconnectOnError: isReplicas,
  };
  let redis: RedisClient;
  if (sentinel) {
    redis = new Redis({
      ...alone,
      sentinels: nodes,
      name: sentinel.name,
      sentinelRetryStrategy: retryMs,
      sentinelCommandTimeout: 2_000,
      ...(sentinel.password && { sentinelPassword: sentinel.password }),
      ...(secured.tls && { sentinelTLS: secured.tls, enableTLSForSentinelMode: true }),
    });
  } else if (nodes.length === 1 && !settings.isCluster) {
    redis = new Redis({ ...alone, ...node });
  } else {
    redis = new Cluster(nodes, {
      redisOptions: common,
      enableOfflineQueue: false,
      enableReadyCheck: false,
      clusterRetryStrategy: retryMs,
      clusterNodeRetryStrategy: retryMs,
      maxRedirections: 4,
      retryDelayOnFailover: 50,
      retryDelayOnClusterDown: 50,
      retryDelayOnTryAgain: 50,
      slotsRefreshTimeout: 1_000,
      slotsRefreshInterval: 5_000,
    });
  }
  redis.on("error", onError);
  if (redis instanceof Cluster) redis.on("node error", onError);
  endInTime(redis, commandMs);
  awaitReturn(redis, commandMs / 2);
  return redis;
}

/**
 * Ends commands ourselves: the driver's time-out also runs while this process is busy and has sent
 * nothing.
 */
function endInTime(redis: RedisClient, commandMs: number): void {
  const watch = watchCommands(commandMs);
  const send: RedisClient["sendCommand"] = redis.sendCommand.bind(redis);
  redis.sendCommand = (command: Command, ...rest: [Parameters<Redis["sendCommand"]>[1]?]) => {
    watch(command);
    return send(command, ...rest);
  };
}
