import { measureDecision } from "./measures/measure-decision";
import { type Cost, measureRedisDecision } from "./measures/measure-redis-decision";
import type { Figure } from "./report";

/** Decisions of the counters in memory and, where there is one, in Redis. */
export async function compareDecisions(redisUrl: string | undefined): Promise<Figure[]> {
  const { reserveMicros, settleMicros } = await measureDecision(200_000);
  const figures: Figure[] = [
    { name: "decision in memory, 5 × 4", value: reserveMicros, unit: "µs", atMost: 20 },
    { name: "decisions in memory, 5 × 4", value: 1e6 / reserveMicros, unit: "/s" },
    { name: "settlement in memory, 5 × 4", value: settleMicros, unit: "µs" },
  ];
  if (!redisUrl) return figures;
  const redis = await measureRedisDecision(redisUrl);
  return [
    ...figures,
    { name: "EVALSHA 'return 1'", value: redis.barePerSecond, unit: "/s" },
    { name: "decisions in Redis, 5 × 4", value: redis.fiveLevelsPerSecond, unit: "/s" },
    { name: "decisions in Redis, 1 × 4", value: redis.oneLevelPerSecond, unit: "/s" },
    { name: "decisions in Redis, 5 × 4 ÷ EVALSHA", value: redis.ratio, unit: "", atLeast: 0.4 },
    ...costs("EVALSHA 'return 1'", redis.micros.bare),
    ...costs("a decision in Redis, 5 × 4", redis.micros.five),
    ...costs("its settlement", redis.micros.settleFive),
  ];
}

function costs(name: string, micros: Cost): Figure[] {
  return [
    { name: `${name}: Redis' processor time`, value: micros.redis, unit: "µs" },
    { name: `${name}: the gateway's processor time`, value: micros.own, unit: "µs" },
  ];
}
