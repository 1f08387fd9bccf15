import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { RebuildEntry } from "./counter-store";
import { CountersUnavailable } from "./counters-unavailable";
import type { Epochs } from "./redis-epochs";
import { bucketCount, markerKey } from "./redis-keys";
import { countEntries, type WriteCommand, writeCommands } from "./redis-rebuild";
import type { Restarts } from "./redis-restarts";
import { beginScript, publishScript, unlockScript } from "./redis-scripts";
import { failureOf, type RedisClient, runScript } from "./run-redis-script";
import { dayMs } from "./slug-counters";

export interface Priming {
  redis: RedisClient;
  namespace: string;
  epochs: Epochs;
  restarts: Restarts;
  /** The store's own time, in ms. */
  now(): Promise<number>;
}

/** A rebuilder that died lets go after this long. */
const lockMs = 10_000;
const waitMs = 50;
const patienceMs = 60_000;
const commandsAtOnce = 200;

/** Every bucket's counters are complete: whatever was admitted is known. @throws CountersUnavailable */
export async function isPrimed({ epochs }: Priming): Promise<boolean> {
  return (await epochs.read()).every((epoch) => epoch !== null);
}

/**
 * Builds the buckets that are not complete, from the ledger's entries, in an epoch of their own;
 * where all are, reads no entry. One replica builds, others wait until it is done. Until a bucket
 * is published, decisions in it fail with CountersUnavailable.
 * @throws CountersUnavailable: Redis went away, or was emptied once more; try again with fresh entries.
 */
export async function primeCounters(
  priming: Priming,
  entries: AsyncIterable<RebuildEntry>,
): Promise<void> {
  const owner = randomBytes(12).toString("base64url");
  const deadline = Date.now() + patienceMs;
  while (!(await isPrimed(priming))) {
    if (await takeLock(priming, owner)) {
      try {
        return await build(priming, entries, owner);
      } finally {
        await runScript(priming.redis, unlockScript, [lockKey(priming)], [owner]).catch(() => {});
      }
    }
    if (Date.now() > deadline) throw new CountersUnavailable("emptied");
    await delay(waitMs);
  }
}

const lockKey = ({ namespace }: Priming) => `{${namespace}0}:lock`;

async function takeLock(priming: Priming, owner: string): Promise<boolean> {
  return attempt(async () => {
    const key = lockKey(priming);
    return (await priming.redis.set(key, owner, "PX", lockMs, "NX")) === "OK";
  });
}

async function build(
  priming: Priming,
  entries: AsyncIterable<RebuildEntry>,
  owner: string,
): Promise<void> {
  const { redis, namespace, restarts } = priming;
  // Before anything is built, or the next connection would take these counters for a predecessor's.
  await restarts.remember();
  const epoch = randomBytes(6).toString("base64url");
  const buckets = Array.from({ length: bucketCount }, (_, bucket) => bucket);
  const begun = await Promise.all(
    buckets.map((bucket) =>
      runScript(redis, beginScript, [markerKey(namespace, bucket)], [epoch]).then(Number),
    ),
  );
  const missing = new Set(buckets.filter((bucket) => begun[bucket] === 1));
  const nowMs = await priming.now();
  const trees = await countEntries(entries, nowMs, (bucket) => missing.has(bucket));
  let batch: WriteCommand[] = [];
  for (const command of writeCommands(namespace, epoch, trees, nowMs)) {
    batch.push(command);
    if (batch.length < commandsAtOnce) continue;
    await write(priming, batch, owner);
    batch = [];
  }
  await write(priming, batch, owner);
  const day = String(Math.floor(nowMs / dayMs));
  const published = await Promise.all(
    [...missing].map((bucket) =>
      runScript(redis, publishScript, [markerKey(namespace, bucket)], [epoch, day]).then(Number),
    ),
  );
  if (published.includes(0) && !(await isPrimed(priming))) throw new CountersUnavailable("emptied");
}

async function write(
  priming: Priming,
  batch: readonly WriteCommand[],
  owner: string,
): Promise<void> {
  const { redis } = priming;
  await attempt(() =>
    Promise.all([
      redis.set(lockKey(priming), owner, "PX", lockMs, "XX"),
      ...batch.map(async (write) => {
        if (write.command === "set") return redis.set(write.key, write.value, "PX", write.ttlMs);
        await redis.hset(write.key, ...write.fields);
        return redis.pexpire(write.key, write.ttlMs);
      }),
    ]),
  );
}

async function attempt<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw failureOf(error);
  }
}
