import { z } from "zod";

/** A number in a query, in digits: what JavaScript takes for one besides (0x10, 1e3, a blank) is none. */
export function inDigits<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(
    (value) => (typeof value === "string" && !/^\d+$/.test(value) ? Number.NaN : value),
    schema,
  );
}
