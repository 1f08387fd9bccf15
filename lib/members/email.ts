import { z } from "zod";

/** One form per person: trimmed, lower case. `admin@localhost` is fine. */
export const email = z
  .string()
  .transform((value) => value.trim().toLowerCase())
  .pipe(
    z
      .string()
      .max(254)
      .regex(/^[^\s@]+@[^\s@]+$/, "must look like name@example.com"),
  );
