import { type PreparedScript, prepareScript } from "./prepared-script";
import type { Epochs } from "./redis-epochs";
import { type BucketKeys, toBucket, treePrefix } from "./redis-keys";
import type { Plan } from "./redis-plan";
import type { RedisScript } from "./redis-scripts";
import { type RedisClient, runPrepared } from "./run-redis-script";

/** Where a plan's counters are in an epoch. */
interface Located {
  epoch: string;
  keys: readonly [marker: string, tree: string, open: string];
  /** Arguments of every script over the plan. */
  constants: readonly (string | Buffer)[];
  prepared: Map<RedisScript, PreparedScript>;
}

type DecideInRedis = (
  script: RedisScript,
  plan: Plan,
  /** The script's own arguments, always as many. */
  values: (epoch: string) => readonly string[],
) => Promise<{ reply: Buffer; epoch: string }>;

/** Runs scripts over a plan's counters, wherever they are now. @throws CountersUnavailable */
export function decideInRedis({
  redis,
  epochs,
  reservationMsMax,
  givenTime,
}: {
  redis: RedisClient;
  epochs: Epochs;
  reservationMsMax: number;
  /** A time that a test gives; "" = Redis' own. */
  givenTime(): string;
}): DecideInRedis {
  const places = new WeakMap<Plan, Located>();

  function locate(plan: Plan, { marker, open, prefix }: BucketKeys, epoch: string): Located {
    let located = places.get(plan);
    if (located?.epoch !== epoch) {
      const tree = treePrefix(prefix, plan.rootGroupId, plan.slug);
      const record = `${tree}\n${plan.marks}`;
      located = {
        epoch,
        keys: [marker, tree, open],
        constants: [epoch, String(reservationMsMax), plan.thresholds, record, ...plan.groupIds],
        prepared: new Map(),
      };
      places.set(plan, located);
    }
    return located;
  }

  return (script, plan, values) =>
    epochs.run(toBucket(plan.rootGroupId), async (bucket, epoch) => {
      const { keys, constants, prepared } = locate(plan, bucket, epoch);
      const own = [...values(epoch), givenTime()];
      let call = prepared.get(script);
      if (!call) {
        call = prepareScript(script, keys, constants, own.length);
        prepared.set(script, call);
      }
      const reply = await runPrepared(redis, call, own);
      if (!Buffer.isBuffer(reply)) throw new Error("a counter script answered no counters");
      return { reply, epoch };
    });
}
