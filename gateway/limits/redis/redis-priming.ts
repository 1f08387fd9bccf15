import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { dayMs } from "../../contracts/leaves/time";
import { CountersUnavailable } from "../../platform/http/counters-unavailable";
import type { RebuildEntry } from "../counter-store";
import type { Epochs } from "./redis-epochs";
import { bucketCount, markerKey } from "./redis-keys";
import { countEntries, writeBatches } from "./redis-rebuild";
import type { Restarts } from "./redis-restarts";
import {
  beginScript,
  keepLockScript,
  publishScript,
  unlockScript,
  writeScript,
} from "./redis-scripts";
import { type RedisClient, runScript, toFailure } from "./run-redis-script";

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
const batchesAtOnce = 8;

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
  const deadline = performance.now() + patienceMs;
  while (!(await isPrimed(priming))) {
    if (await takeLock(priming, owner)) {
      const { redis } = priming;
      const keep = () => runScript(redis, keepLockScript, [lockKey(priming)], [owner, `${lockMs}`]);
      // The ledger may take longer to read than a dead rebuilder may hold up the others.
      const keeping = setInterval(() => void keep().catch(() => {}), lockMs / 4);
      try {
        return await build(priming, entries);
      } finally {
        clearInterval(keeping);
        await runScript(priming.redis, unlockScript, [lockKey(priming)], [owner]).catch(() => {});
      }
    }
    if (performance.now() > deadline) throw new CountersUnavailable("emptied");
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

async function build(priming: Priming, entries: AsyncIterable<RebuildEntry>): Promise<void> {
  const { redis, namespace, restarts } = priming;
  const epoch = randomBytes(6).toString("base64url");
  // Marked before anything is built, or the next connection would take these counters for an older
  // server's.
  await restarts.mark(epoch);
  const buckets = Array.from({ length: bucketCount }, (_, bucket) => bucket);
  const begun = await Promise.all(
    buckets.map((bucket) =>
      runScript(redis, beginScript, [markerKey(namespace, bucket)], [epoch]).then(Number),
    ),
  );
  const missing = new Set(buckets.filter((bucket) => begun[bucket] === 1));
  const nowMs = await priming.now();
  const counts = await countEntries(entries, nowMs, (bucket) => missing.has(bucket));
  let writing: Promise<unknown>[] = [];
  for (const { bucket, values } of writeBatches(namespace, epoch, counts, nowMs)) {
    writing.push(runScript(redis, writeScript, [markerKey(namespace, bucket)], [epoch, ...values]));
    if (writing.length < batchesAtOnce) continue;
    await Promise.all(writing);
    writing = [];
  }
  await Promise.all(writing);
  const day = String(Math.floor(nowMs / dayMs));
  const published = await Promise.all(
    [...missing].map((bucket) =>
      runScript(redis, publishScript, [markerKey(namespace, bucket)], [epoch, day]).then(Number),
    ),
  );
  if (published.includes(0) && !(await isPrimed(priming))) throw new CountersUnavailable("emptied");
}

async function attempt<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toFailure(error);
  }
}
