import { z } from "zod";
import { inDigits } from "./text";

/** How many a page or a list holds at most, as a query says it. */
export const countUpTo = (max: number, usual: number) => {
  const error = `must be a whole number from 1 to ${max}`;
  return inDigits(
    z.coerce.number({ error }).int(error).min(1, error).max(max, error).default(usual),
  );
};

/** `?limit=` (default 100, 1..1000) and `?cursor=`. Source: gateway API, "Conventions". */
export const pageQuery = z.object({
  limit: countUpTo(1000, 100),
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
