import { z } from "zod";
import { declaredLimit, limitUnit, namedGroup } from "./group-limits";
import { namedKey } from "./key";
import { limitType } from "./limit";
import { countUpTo, page } from "./page";
import { callersNames } from "./request";
import { moment, text, timestamp } from "./text";

/** Lines of one summary: the rest is `others`. */
export const refusalSumsMax = 50;

/** Query of `GET /v1/gateway/refusals/summary`. Without `from` the last 24 hours before `to`. */
export const refusalSummaryQuery = z.object({
  /** Everything of the workspace where absent. A deleted group is fine: refusals stay. */
  group_id: text(1, 255).optional(),
  /** false: refusals of the group itself, without the groups below it. */
  include_subtree: z.enum(["true", "false"]).default("true"),
  slug: text(1, 255).optional(),
  key_prefix: text(1, 255).optional(),
  /** The group that declares the limit that bound. */
  source_group: text(1, 255).optional(),
  /** Of the limit that bound. */
  type: limitType.optional(),
  /** Of the limit that bound. */
  unit: limitUnit.optional(),
  /** Inclusive: requests that began then or later. */
  from: moment.optional(),
  /** Exclusive. */
  to: moment.optional(),
});
export type RefusalSummaryQuery = z.infer<typeof refusalSummaryQuery>;

/** Query of `GET /v1/gateway/refusals`: the last 7 days where no times are given. */
export const listRefusalsQuery = refusalSummaryQuery.extend({
  limit: countUpTo(200, 50),
  cursor: z.string().max(1024).optional(),
});
export type ListRefusalsQuery = z.infer<typeof listRefusalsQuery>;

/** The limit that refused, as it was then. */
export const refusingLimit = z.object(declaredLimit);
export type RefusingLimit = z.infer<typeof refusingLimit>;

const whoAndWhy = {
  /** The way from the root to the calling group, which is the last. */
  groups: z.array(namedGroup),
  model_slug: z.string(),
  /** Of several that had no room the one with the longest wait. */
  limit: refusingLimit,
};

/** One 429. All that is known of it: `GET /v1/gateway/requests/{request_id}`. */
export const refusal = z.object({
  request_id: z.string(),
  ...callersNames,
  /** When it was refused. */
  at: timestamp,
  ...whoAndWhy,
  key: namedKey,
  retry_after_ms: z.int(),
  /** The request alone exceeds the threshold: waiting does not help. */
  never_fits: z.boolean(),
});
export type Refusal = z.infer<typeof refusal>;

/** Extension: requests that were answered 429, newest first. Each is kept 7 days. */
export const refusalPage = page(refusal);

export const refusalSum = z.object({
  ...whoAndWhy,
  refusals: z.int(),
  /** The latest of them; `limit.threshold` is what it was then. */
  newest: refusal.pick({ request_id: true, at: true, retry_after_ms: true, never_fits: true }),
});

/** Extension: refusals by calling group, model and binding limit, most first. */
export const refusalSummary = z.object({
  /** What was asked for, widened to whole hours, in UTC. */
  from: timestamp,
  to: timestamp,
  /** All of them, not only what is listed. */
  refusals: z.int(),
  items: z.array(refusalSum),
  /** Lines that are not listed, together. */
  others: z.object({ count: z.int(), refusals: z.int() }),
});
export type RefusalSummary = z.infer<typeof refusalSummary>;
