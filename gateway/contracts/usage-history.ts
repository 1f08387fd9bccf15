import { z } from "zod";
import { namedGroup } from "./group-limits";
import { namedKey } from "./key";
import { countUpTo } from "./page";
import { moment, text, timestamp } from "./text";

export const usageIntervals = ["hour", "day"] as const;
export const usageDimensions = ["none", "group", "key", "slug"] as const;
export type UsageInterval = (typeof usageIntervals)[number];
export type UsageDimension = (typeof usageDimensions)[number];

/** The longest window of each interval, in buckets: a month of hours, two years of days. */
export const usageBucketsMax: Record<UsageInterval, number> = { hour: 744, day: 731 };
/** Consumers times buckets of one answer. */
export const usagePointsMax = 100_000;

/**
 * Query of `GET /v1/gateway/usage-history`. Without `to` until now, without `from` the last 24
 * hours or 30 days before it. Both are widened to whole buckets, in UTC.
 */
export const usageHistoryQuery = z.object({
  /** Everything of the workspace where absent. A deleted group is fine: history stays. */
  group_id: text(1, 255).optional(),
  /** false: what the group itself called, without the groups below it. */
  include_subtree: z.enum(["true", "false"]).default("true"),
  api_key_prefix: text(1, 255).optional(),
  slug: text(1, 255).optional(),
  /** Inclusive. */
  from: moment.optional(),
  /** Exclusive. */
  to: moment.optional(),
  interval: z.enum(usageIntervals).default("day"),
  /**
   * Who is compared. group: the groups right below (root groups where no group is asked for), each
   * with its subtree, and the group itself.
   */
  by: z.enum(usageDimensions).default("none"),
  /** How many of the top consumers are answered one by one; the rest is `others`. */
  limit: countUpTo(1000, 10),
  /** `Accept: text/csv` says the same. */
  format: z.enum(["json", "csv"]).optional(),
});
export type UsageHistoryQuery = z.infer<typeof usageHistoryQuery>;

/** A request belongs to the bucket in which it was admitted, as it does to a day's limit. */
export const usageSums = z.object({
  /** Admitted, as REQUEST limits count them. */
  requests: z.int(),
  /** Of those: not billed, because the model failed. */
  unbilled_requests: z.int(),
  /** Answered 429. No part of `requests`. */
  refusals: z.int(),
  input_tokens: z.int(),
  /** Part of the input tokens. */
  cached_input_tokens: z.int(),
  output_tokens: z.int(),
  /** Input and output, as TOKEN limits count them. */
  total_tokens: z.int(),
});
export type UsageSums = z.infer<typeof usageSums>;

/** `at`: start of the hour or day, UTC. Buckets without any traffic are left out. */
export const usagePoint = usageSums.extend({ at: timestamp });
export type UsagePoint = z.infer<typeof usagePoint>;

/** Names are those of today, or the last ones of what was deleted. */
export const usageGroup = namedGroup.extend({ is_deleted: z.boolean() });

export const usageConsumer = z.object({
  /** Unique within the answer. */
  id: z.string(),
  /** by=group: the group. by=key: the key's group. */
  group: usageGroup.nullable(),
  /** by=group: what this group called itself, next to the groups right below it. */
  is_own_use: z.boolean(),
  /** by=key. */
  key: namedKey.nullable(),
  /** by=slug. */
  slug: z.string().nullable(),
  totals: usageSums,
  points: z.array(usagePoint),
});
export type UsageConsumer = z.infer<typeof usageConsumer>;

/** Extension: consumption over time. Totals are sums over everything, not over what is listed. */
export const usageHistory = z.object({
  from: timestamp,
  to: timestamp,
  interval: z.enum(usageIntervals),
  by: z.enum(usageDimensions),
  /** The group that was asked for. */
  group: usageGroup.nullable(),
  /** Everything recorded before this moment is in the figures; what follows takes some seconds. */
  complete_until: timestamp,
  /** The total is larger than 9,007,199,254,740,991: sums stop there. */
  saturated: z.boolean().optional(),
  totals: usageSums,
  points: z.array(usagePoint),
  /** The top consumers by total tokens, then requests, then refusals; empty for by=none. */
  consumers: z.array(usageConsumer),
  /** All consumers that are not listed, together. */
  others: z.object({ count: z.int(), totals: usageSums, points: z.array(usagePoint) }),
});
export type UsageHistory = z.infer<typeof usageHistory>;
