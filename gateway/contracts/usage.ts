import { z } from "zod";
import { limitType, threshold, usageUnit } from "./limit";
import { timestamp } from "./text";

export const usageEntry = z.object({
  type: limitType,
  unit: usageUnit,
  threshold,
  /** null until the first request of the window. */
  current_usage: z.number().nullish(),
  /** Next midnight UTC; null until the first request of the window. */
  reset_at: timestamp.nullish(),
  /** Extension: id of the group whose pool this is. */
  source_group: z.string().optional(),
});
export type UsageEntry = z.infer<typeof usageEntry>;

export const groupUsage = z.object({
  customer_id: z.string(),
  usage: z.record(z.string(), z.array(usageEntry)),
});
export type GroupUsage = z.infer<typeof groupUsage>;
