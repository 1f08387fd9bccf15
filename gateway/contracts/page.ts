import { z } from "zod";
import { inDigits } from "./text";

/** `?limit=` (default 100, 1..1000) and `?cursor=`. Source: gateway API, "Conventions". */
export const pageQuery = z.object({
  limit: inDigits(
    z.coerce
      .number({ error: "limit must be a whole number from 1 to 1000" })
      .int("limit must be a whole number from 1 to 1000")
      .min(1, "limit must be from 1 to 1000")
      .max(1000, "limit must be from 1 to 1000")
      .default(100),
  ),
  cursor: z.string().max(1024).optional(),
});

export const pagination = z.object({ has_more: z.boolean(), cursor: z.string().nullable() });

export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), pagination });
}

export interface Page<Item> {
  items: Item[];
  pagination: z.infer<typeof pagination>;
}
