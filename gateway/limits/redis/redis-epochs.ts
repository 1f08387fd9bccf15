import { CountersUnavailable } from "../../platform/http/counters-unavailable";
import { type BucketKeys, bucketCount, bucketKeys, markerKey, parseEpoch } from "./redis-keys";
import type { Restarts } from "./redis-restarts";
import { OtherEpoch, type RedisClient, toFailure } from "./run-redis-script";

/** Which epoch each bucket is in, as far as this process has seen. */
export interface Epochs {
  /** Runs `call` with the bucket's keys; again when others have built it anew. @throws CountersUnavailable */
  run<T>(bucket: number, call: (keys: BucketKeys, epoch: string) => Promise<T>): Promise<T>;
  /** Reads every bucket's marker: epochs of those that are complete. */
  read(): Promise<(string | null)[]>;
}

export function trackEpochs(
  redis: RedisClient,
  namespace: string,
  restarts: Pick<Restarts, "notice">,
): Epochs {
  const known: (string | undefined)[] = [];
  const keys: (BucketKeys | undefined)[] = [];

  function toKeys(bucket: number, epoch: string): BucketKeys {
    let of = keys[bucket];
    if (!of || known[bucket] !== epoch) {
      of = bucketKeys(namespace, bucket, epoch);
      keys[bucket] = of;
      known[bucket] = epoch;
    }
    return of;
  }

  async function runOnce<T>(
    bucket: number,
    call: (keys: BucketKeys, epoch: string) => Promise<T>,
  ): Promise<T> {
    const epoch = known[bucket] ?? unknownEpoch;
    try {
      return await call(toKeys(bucket, epoch), epoch);
    } catch (error) {
      if (!(error instanceof OtherEpoch)) throw error;
      if (error.current === null) throw new CountersUnavailable("emptied", { cause: error });
      return call(toKeys(bucket, error.current), error.current).catch((again: unknown) => {
        throw again instanceof OtherEpoch
          ? new CountersUnavailable("emptied", { cause: again })
          : again;
      });
    }
  }

  return {
    async run(bucket, call) {
      for (let noticing = restarts.notice(); ; ) {
        if (noticing) await noticing;
        const result = await runOnce(bucket, call);
        // The driver may have gone on to a server that took over meanwhile: then asked once more, which
        // counts nothing twice and fails where that server's counters are not complete.
        noticing = restarts.notice();
        if (!noticing) return result;
      }
    },
    async read() {
      await restarts.notice();
      const markers = Array.from({ length: bucketCount }, (_, bucket) =>
        redis.getBuffer(markerKey(namespace, bucket)),
      );
      const values = await Promise.all(markers).catch((error: unknown) => {
        throw toFailure(error);
      });
      return values.map(parseEpoch);
    },
  };
}

const unknownEpoch = "????????";
