import type { UsagePoint, UsageSums } from "../../contracts/usage-history";
import type { BucketSums } from "./usage-history-store";

export function toPoint({ at, ...sums }: BucketSums): UsagePoint {
  return { at: at.toISOString(), ...sums };
}

const none: UsageSums = {
  requests: 0,
  unbilled_requests: 0,
  refusals: 0,
  input_tokens: 0,
  cached_input_tokens: 0,
  output_tokens: 0,
  total_tokens: 0,
};

/** What of the whole the parts leave; where sums have stopped growing that is at least nothing. */
export function subtractSums(whole: UsageSums | undefined, parts: readonly UsageSums[]): UsageSums {
  const rest = { ...(whole ?? none) };
  for (const part of parts) {
    rest.requests = Math.max(0, rest.requests - part.requests);
    rest.unbilled_requests = Math.max(0, rest.unbilled_requests - part.unbilled_requests);
    rest.refusals = Math.max(0, rest.refusals - part.refusals);
    rest.input_tokens = Math.max(0, rest.input_tokens - part.input_tokens);
    rest.cached_input_tokens = Math.max(0, rest.cached_input_tokens - part.cached_input_tokens);
    rest.output_tokens = Math.max(0, rest.output_tokens - part.output_tokens);
    rest.total_tokens = Math.max(0, rest.total_tokens - part.total_tokens);
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
