import { z } from "zod";

/** One form per person: trimmed, lower case. `admin@localhost` is fine. */
export const email = z
  .string({ error: "email is required" })
  .transform((value) => value.trim().toLowerCase())
  .pipe(
    z
      .string()
      .max(254, "email must have at most 254 characters")
      .regex(/^[^\s@]+@[^\s@]+$/, "email must look like name@example.com"),
  );
