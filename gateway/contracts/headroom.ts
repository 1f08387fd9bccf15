import { z } from "zod";
import { declaredLimit, namedGroup } from "./group-limits";
import { text, timestamp } from "./text";

/** Query of `GET /v1/gateway/headroom`. */
export const headroomQuery = z.object({
  /** This group and what is below it; the whole workspace where absent. */
  within: text(1, 255).optional(),
});

/** How far one effective limit is used. */
export const usedLimit = z.object({
  /** `source_group` is above `within` maybe, and then not in `groups`. */
  ...declaredLimit,
  /** Whose traffic the counter adds up. */
  counter_group: z.string(),
  /** In the current window, open reservations included. */
  used: z.int(),
  /** used / threshold, more than 1 where a long answer ran over; 1 where the threshold is 0. */
  share: z.number(),
  /** Until the counter is empty again if nothing more arrives (DAY: until midnight UTC). */
  reset_ms: z.int(),
  reset_at: timestamp,
});
export type UsedLimit = z.infer<typeof usedLimit>;

/** A group and a slug that it called today, and may call still. */
export const headroomPair = z.object({
  group_id: z.string(),
  slug: z.string(),
  /** From the root, or from `within`, to the group: whose headroom this is too. */
  path: z.array(z.string()),
  /** Does any limit count for it? */
  is_limited: z.boolean(),
  /** The one that stops traffic first; null = none counts, or counters_available is false. */
  limit: usedLimit.nullable(),
});
export type HeadroomPair = z.infer<typeof headroomPair>;

/** Extension: how near to their limits those are who call now. */
export const headroom = z.object({
  /** False while the counters can't be read: then nothing is known, which is not 0. */
  counters_available: z.boolean(),
  /** More pairs than these had traffic today. */
  truncated: z.boolean(),
  /** Those with most requests and refusals today first. */
  pairs: z.array(headroomPair),
  /** Names of every group of the paths. */
  groups: z.array(namedGroup),
});
export type Headroom = z.infer<typeof headroom>;
