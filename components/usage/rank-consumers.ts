import type { UsageConsumer, UsageSums } from "@/gateway/contracts/usage-history";
import { shortName } from "./consumer-name";

/** Without its buckets, which a table does not show. */
export type RankedConsumer = Omit<UsageConsumer, "points">;

export type ConsumerColumn = "name" | "share" | keyof Omit<UsageSums, "unbilled_requests">;

export interface ConsumerOrder {
  column: ConsumerColumn;
  direction: "ascending" | "descending";
}

/** A column's first click shows its largest figures, or names from A on; the next one turns it. */
export function nextOrder(order: ConsumerOrder, column: ConsumerColumn): ConsumerOrder {
  const first = column === "name" ? "ascending" : "descending";
  const other = first === "ascending" ? "descending" : "ascending";
  const isTurned = order.column === column && order.direction === first;
  return { column, direction: isTurned ? other : first };
}

/** Equals stay in the server's order, which is by tokens, then requests, then refusals. */
export function rankConsumers(
  consumers: readonly RankedConsumer[],
  { column, direction }: ConsumerOrder,
): RankedConsumer[] {
  const sign = direction === "ascending" ? 1 : -1;
  return [...consumers].sort((one, other) => sign * compare(one, other, column));
}

function compare(one: RankedConsumer, other: RankedConsumer, column: ConsumerColumn): number {
  if (column === "name") return names.compare(shortName(one), shortName(other));
  const figure = column === "share" ? "total_tokens" : column;
  return one.totals[figure] - other.totals[figure];
}
const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** What some consumers used together. */
export function addUp(parts: readonly UsageSums[]): UsageSums {
  const sum = (read: (sums: UsageSums) => number) =>
    parts.reduce((total, part) => total + read(part), 0);
  return {
    requests: sum((sums) => sums.requests),
    unbilled_requests: sum((sums) => sums.unbilled_requests),
    refusals: sum((sums) => sums.refusals),
    input_tokens: sum((sums) => sums.input_tokens),
    cached_input_tokens: sum((sums) => sums.cached_input_tokens),
    output_tokens: sum((sums) => sums.output_tokens),
    total_tokens: sum((sums) => sums.total_tokens),
  };
}
