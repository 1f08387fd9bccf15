import type { ReserveRequest } from "../counter-store";
import type { Epochs } from "./redis-epochs";
import { toBucket } from "./redis-keys";
import { renewScript } from "./redis-scripts";
import { type RedisClient, runScript } from "./run-redis-script";

export interface Renewal {
  began(request: ReserveRequest): void;
  ended(request: ReserveRequest): void;
  /**
   * Renews reservations that were already open at the renewal before. @throws CountersUnavailable
   */
  renew(): Promise<void>;
  close(): void;
}

/** A script must not hold up Redis. */
const renewedAtOnce = 200;

/**
 * Reservations live a few minutes in Redis, so that those of a process that died end soon; who is
 * alive renews its own. Most end before their first renewal, which costs Redis nothing.
 */
export function renewReservations({
  redis,
  epochs,
  reservationMsMax,
  givenTime,
  renewMs,
}: {
  redis: RedisClient;
  epochs: Epochs;
  reservationMsMax: number;
  /** A time that a test gives; "" = Redis' own. */
  givenTime(): string;
  /** At most a third of a lifetime. null = only by `renew`. */
  renewMs: number | null;
}): Renewal {
  // Reservations with their tree: `young` since the last renewal, the others before it.
  let young = new Map<string, string>();
  const old = new Map<string, string>();

  async function renew(): Promise<void> {
    const byBucket = new Map<number, string[]>();
    for (const [id, rootGroupId] of old) {
      const bucket = toBucket(rootGroupId);
      const ids = byBucket.get(bucket);
      if (ids) ids.push(id);
      else byBucket.set(bucket, [id]);
    }
    for (const [id, rootGroupId] of young) old.set(id, rootGroupId);
    young = new Map();
    for (const [bucket, ids] of byBucket) {
      for (let at = 0; at < ids.length; at += renewedAtOnce) {
        const some = ids.slice(at, at + renewedAtOnce);
        await epochs.run(bucket, ({ marker, prefix, open }, epoch) => {
          const values = [epoch, String(reservationMsMax), ...some, givenTime()];
          return runScript(redis, renewScript, [marker, prefix, open], values);
        });
      }
    }
  }

  let timer: NodeJS.Timeout | undefined;
  if (renewMs !== null) {
    // A Redis that is away is told of by those who decide there; what expires meanwhile counts when
    // it is settled.
    timer = setInterval(() => void renew().catch(() => {}), renewMs);
    timer.unref();
  }

  return {
    began: ({ reservationId, rootGroupId }) => void young.set(reservationId, rootGroupId),
    ended({ reservationId }) {
      if (!young.delete(reservationId)) old.delete(reservationId);
    },
    renew,
    close: () => clearInterval(timer),
  };
}
