import type { UsagePoint, UsageSums } from "../../contracts/usage-history";
import { usageSumNames } from "./rollup-addition-store";
import type { BucketSums } from "./usage-history-store";

export function toPoint({ at, ...sums }: BucketSums): UsagePoint {
  return { at: at.toISOString(), ...sums };
}

/** What of the whole the parts leave; where sums have stopped growing that is at least nothing. */
export function subtractSums(whole: UsageSums, parts: readonly UsageSums[]): UsageSums {
  const rest = { ...whole };
  for (const name of usageSumNames) {
    for (const part of parts) rest[name] = Math.max(0, rest[name] - part[name]);
  }
  return rest;
}

/** Bucket by bucket; a bucket that the parts use up is left out. */
export function subtractPoints(
  whole: readonly UsagePoint[],
  parts: readonly (readonly UsagePoint[])[],
): UsagePoint[] {
  const partsAt = new Map<string, UsagePoint[]>();
  for (const point of parts.flat()) {
    const same = partsAt.get(point.at);
    if (same) same.push(point);
    else partsAt.set(point.at, [point]);
  }
  return whole.flatMap(({ at, ...sums }) => {
    const rest = subtractSums(sums, partsAt.get(at) ?? []);
    return rest.requests + rest.refusals + rest.total_tokens === 0 ? [] : [{ at, ...rest }];
  });
}
