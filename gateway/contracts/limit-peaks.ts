import { z } from "zod";
import { threshold } from "./limit";
import { limitTuple } from "./limit-consumers";
import { timestamp } from "./text";
import { usageGroup } from "./usage-history";

/** UTC days that are looked back on, today included. */
export const peakDays = 7;
/** Groups that are named, those that used most first. */
export const peakGroupsMax = 5;

const thresholdRule = "must be a whole number, 0 or more";

/** Query of `GET /v1/gateway/groups/{group_id}/limits/peaks`: a limit as the group might declare it. */
export const limitPeaksQuery = limitTuple.extend({
  threshold: z
    .string()
    .regex(/^\d{1,16}$/, thresholdRule)
    .transform(Number)
    .pipe(threshold)
    .meta({ type: "integer", minimum: 0 }),
});
export type LimitPeaksQuery = z.infer<typeof limitPeaksQuery>;

export const limitPeak = z.object({
  group: usageGroup,
  /** Of the busiest second, minute or day. */
  used: z.int(),
  /** Its start; or that of the hour it lies in, where `is_hour`. */
  at: timestamp,
  /** The hour was not read: `used` is its mean, which its busiest second or minute can't be below. */
  is_hour: z.boolean(),
  /** Days on which the group used more than the threshold. */
  days_above: z.int(),
  /** False: there may have been more, and on more days. */
  is_whole: z.boolean(),
});
export type LimitPeak = z.infer<typeof limitPeak>;

/**
 * Extension: who would have used more than a threshold lately. A second or minute is one of the
 * clock: a limit's window rolls, and so may have held a little more.
 */
export const limitPeaks = z.object({
  group_id: z.string(),
  ...limitTuple.shape,
  threshold,
  /** Start of the first of the days, UTC. */
  from: timestamp,
  days: z.int(),
  /** False where not all that could be above was read: then there may be more of them. */
  is_whole: z.boolean(),
  /**
   * CASCADING: the group, with all below it, as its pool counts. INDEPENDENT: it, and those below
   * that would inherit the limit, each by its own calls.
   */
  groups: z.array(limitPeak),
  /** How many more. */
  others: z.int(),
});
export type LimitPeaks = z.infer<typeof limitPeaks>;
