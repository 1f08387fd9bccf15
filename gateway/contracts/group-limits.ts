import { z } from "zod";
import { limitEnforcement } from "./group";
import { limitType, threshold } from "./limit";
import { limitUnits } from "./limit-windows";
import { timestamp } from "./text";

export const limitKind = z.enum(["rate", "usage"]);
export const limitUnit = z.enum(limitUnits);

/** A group as history names it; deleted ones keep their names. */
export const namedGroup = z.object({
  id: z.string(),
  name: z.string().nullable(),
  external_entity_id: z.string(),
});
export type NamedGroup = z.infer<typeof namedGroup>;

/** A limit as one level declares it; `source_group` is that level. */
export const declaredLimit = {
  kind: limitKind,
  type: limitType,
  unit: limitUnit,
  threshold,
  source_group: z.string(),
};

/** One level of the way from the root to the group, for one limit of one slug. */
export const limitLevel = z.object({
  source_group: z.string(),
  /** Declared here; null = this level declares nothing. */
  threshold: threshold.nullable(),
  /** Is it enforced? INDEPENDENT: the closest declaration alone; CASCADING: every one. */
  counts: z.boolean(),
  /** Whose traffic the counter adds up; null where nothing counts. */
  counter_group: z.string().nullable(),
  /** In the current window, open reservations included; null = unknown, never 0. */
  used: z.int().nullable(),
  remaining: z.int().nullable(),
  /** Until the counter is empty again if nothing more arrives (DAY: until midnight UTC). */
  reset_ms: z.int().nullable(),
  reset_at: timestamp.nullable(),
  /** The one of this slug that stops traffic first: the least headroom as a share. */
  binds_first: z.boolean(),
});
export type LimitLevel = z.infer<typeof limitLevel>;

export const explainedLimit = z.object({
  kind: limitKind,
  type: limitType,
  unit: limitUnit,
  /** Root first, the group itself last. */
  levels: z.array(limitLevel),
});
export type ExplainedLimit = z.infer<typeof explainedLimit>;

/** Extension: why each limit of a group is what it is, and how far each counter stands. */
export const groupLimits = z.object({
  group_id: z.string(),
  limit_enforcement: limitEnforcement,
  /** False while the counters can't be read: then every use is null. */
  counters_available: z.boolean(),
  /** The way from the root to the group. */
  groups: z.array(namedGroup),
  models: z.array(z.object({ slug: z.string(), limits: z.array(explainedLimit) })),
});
export type GroupLimits = z.infer<typeof groupLimits>;
