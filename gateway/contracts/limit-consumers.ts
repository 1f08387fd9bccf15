import { z } from "zod";
import { limitType } from "./limit";
import { limitUnits } from "./limit-windows";
import { text, timestamp } from "./text";
import { usageGroup } from "./usage-history";

/** Consumers that are named at each level, the one on the way to the group always among them. */
export const consumersMax = 5;

/** One limit of one slug: its unit tells a rate from a daily limit. */
export const limitTuple = z.object({
  slug: text(1, 255),
  type: limitType,
  unit: z.enum(limitUnits),
});
export type LimitTuple = z.infer<typeof limitTuple>;

/** Query of `GET /v1/gateway/groups/{group_id}/limits/consumers`. */
export const limitConsumersQuery = limitTuple.extend({
  /**
   * The group itself or one above it. Of levels above this one it alone is named, with all below
   * it; the rest is `others`.
   */
  within: text(1, 255).optional(),
});

export const limitConsumer = z.object({
  group: usageGroup,
  /** Calls of the level's own keys, not of the groups below it. */
  is_own_use: z.boolean(),
  /** The group that was asked for, or the way to it. */
  is_on_path: z.boolean(),
  /** Tokens or requests in the window, with everything below it. */
  amount: z.int(),
});
export type LimitConsumer = z.infer<typeof limitConsumer>;

/** The pool of one level. */
const usedPool = z.object({
  /** The group that declares it. */
  source_group: z.string(),
  amount: z.int(),
  /** Biggest first. */
  consumers: z.array(limitConsumer),
  /** Everybody else together; `count` is null where who they are is not told. */
  others: z.object({ count: z.int().nullable(), amount: z.int() }),
});

/**
 * Extension: who used the pools that a group draws from, by answered calls: those under way are in
 * no ledger yet.
 */
export const limitConsumers = z.object({
  group_id: z.string(),
  ...limitTuple.shape,
  /** Start of the window that was read. */
  from: timestamp,
  /** False where there was too much to read: then it is a part of the window. */
  is_whole: z.boolean(),
  /** Levels that declare the limit, root first; none in an INDEPENDENT tree, which has no pools. */
  pools: z.array(usedPool),
});
export type LimitConsumers = z.infer<typeof limitConsumers>;
