import { type Cluster, Redis } from "ioredis";

const returns = new WeakMap<Redis | Cluster, () => Promise<boolean>>();

/**
 * Whether a connection that was cut is there again: servers close idle ones, networks move them.
 * Waits a moment, once for each loss; then it is Redis that is gone.
 */
export function isBack(redis: Redis | Cluster): Promise<boolean> {
  return returns.get(redis)?.() ?? Promise.resolve(false);
}

/** Lets `isBack` wait for this client as long as `returnMs`. A cluster's driver waits by itself. */
export function awaitReturn(redis: Redis | Cluster, returnMs: number): void {
  if (!(redis instanceof Redis)) return;
  let wasReady = false;
  let returning: Promise<boolean> | undefined;
  redis.on("ready", () => {
    wasReady = true;
    returning = undefined;
  });

  function wait(): Promise<boolean> {
    return new Promise((resolve) => {
      const ready = () => resolve(true);
      redis.once("ready", ready);
      const giveUp = () => {
        redis.off("ready", ready);
        resolve(false);
      };
      setTimeout(() => setImmediate(giveUp), returnMs).unref();
    });
  }

  returns.set(redis, () => {
    // The driver learns later than its socket that a connection has ended.
    if (redis.status === "ready" && redis.stream.writable) return Promise.resolve(true);
    returning ??= wasReady ? wait() : Promise.resolve(false);
    return returning;
  });
}
