import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { GatewayConfig } from "../config";
import { type HeldLock, holdLock, processLocks } from "../platform/db/hold-lock";
import { ConfigError } from "../platform/process/environment";
import type { CounterStore, RebuildEntry } from "./counter-store";
import { describeRedisTrouble } from "./describe-redis-trouble";
import { type CounterMode, createGuardedCounterStore } from "./guarded-counter-store";
import { createMemoryCounterStore } from "./memory/memory-counter-store";
import { detectCluster } from "./redis/detect-cluster";
import { openRedis } from "./redis/open-redis";
import { createRedisCounterStore } from "./redis/redis-counter-store";
import type { CountersClock } from "./steady-clock";

export interface OpenedCounters {
  counters: CounterStore;
  mode(): CounterMode | "memory";
  /**
   * Resolves once everything in the ledger is counted, or after three seconds where Redis is away.
   */
  ready: Promise<void>;
  /** Gives connections and the lock back, after the counters' last use. */
  close(): Promise<void>;
}

export interface OpenCountersOptions {
  config: GatewayConfig;
  clock: CountersClock;
  log: Logger;
  entries: () => AsyncIterable<RebuildEntry>;
  /** Hears when another process took over the counters. */
  onLost: (error: Error) => void;
}

/** What a predecessor that was just killed or stopped needs to let go of the lock. */
const predecessorMs = 5_000;
const redisMs = 3_000;
const errorLogMs = 10_000;

/**
 * The counters of this configuration: in memory, as the only gateway of the database, or in Redis
 * with any number of others. @throws ConfigError when gateways of the other kind run.
 */
export async function openCounters(options: OpenCountersOptions): Promise<OpenedCounters> {
  const lock = await ownCounters(options);
  const { config, clock, log, entries } = options;
  if (!config.redis) {
    const counters = createMemoryCounterStore(clock);
    return {
      counters,
      mode: () => "memory",
      ready: counters.rebuild(entries()),
      async close() {
        await counters.close();
        await lock.release();
      },
    };
  }
  let loggedAtMs = 0;
  let connectionTrouble: Error | undefined;
  const redis = openRedis(await detectCluster(config.redis), {
    onError(error) {
      // Without the driver's own fields: a command that was refused may be our sign-in.
      connectionTrouble = new Error(error.message, { cause: error.cause });
      if (clock.now() - loggedAtMs < errorLogMs) return;
      loggedAtMs = clock.now();
      log.warn({ err: connectionTrouble, ...describeRedisTrouble(connectionTrouble) }, "Redis");
    },
  });
  redis.on("ready", () => {
    connectionTrouble = undefined;
  });
  const counters = createGuardedCounterStore({
    shared: createRedisCounterStore({ redis }),
    whenDown: config.limitsWhenRedisIsDown,
    replicas: config.replicas,
    clock,
    log,
    entries,
    connectionTrouble: () => connectionTrouble,
  });
  return {
    counters,
    mode: counters.mode,
    ready: Promise.race([counters.ready, delay(redisMs, undefined, { ref: false })]),
    async close() {
      await counters.close();
      redis.disconnect();
      await lock.release();
    },
  };
}

/** Gateways that count in Redis share the lock; one that counts in memory has it alone. */
async function ownCounters({ config, log, onLost }: OpenCountersOptions): Promise<HeldLock> {
  const isShared = config.redis !== null;
  const url = config.databaseDirectUrl ?? config.databaseUrl;
  const options = { url, key: processLocks.counterOwner, isShared, patienceMs: 0, onLost };
  const atOnce = await holdLock(options);
  if (atOnce) return atOnce;
  log.info("another gateway owns the counters; waiting for it to end");
  const lock = await holdLock({ ...options, patienceMs: predecessorMs });
  if (lock) return lock;
  if (isShared) {
    throw new ConfigError(
      "REDIS_URL must be set for every gateway on this database; one that counts in memory runs on it: stop it, or give this one a DATABASE_URL of its own",
    );
  }
  // A shared lock tells who is there: gateways that count in Redis share it, one that counts in
  // memory does not.
  const beside = await holdLock({ ...options, isShared: true });
  await beside?.release();
  throw new ConfigError(
    beside
      ? "REDIS_URL must be set, to the Redis of the other gateways on this database, e.g. REDIS_URL=redis://redis:6379; they count limits there. Or give this one a DATABASE_URL of its own"
      : "REDIS_URL must be set for every gateway on a database that several share, e.g. REDIS_URL=redis://redis:6379; another one that counts in memory runs on it: stop it, or give this one a DATABASE_URL of its own",
  );
}
