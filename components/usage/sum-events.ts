import type { BillingEvent } from "@/gateway/contracts/billing-event";

export interface EventSums {
  slug: string;
  requests: number;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
}

/** By model, the most tokens first. Windows may repeat an event: it counts once. */
export function sumEvents(events: BillingEvent[]): EventSums[] {
  const sums = new Map<string, EventSums>();
  const counted = new Set<string>();
  for (const { idempotencyKey, modelSlug: slug, tokens } of events) {
    if (counted.has(idempotencyKey)) continue;
    counted.add(idempotencyKey);
    const sum = sums.get(slug) ?? {
      ...{ slug, requests: 0 },
      ...{ inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 },
    };
    sum.requests += 1;
    sum.inputTokens += tokens.inputTokens;
    sum.cachedInputTokens += tokens.cachedInputTokens;
    sum.outputTokens += tokens.outputTokens;
    sums.set(slug, sum);
  }
  const tokens = (sum: EventSums) => sum.inputTokens + sum.outputTokens;
  return [...sums.values()].sort((one, other) => tokens(other) - tokens(one));
}
