import type { z } from "zod";
import { toDetails } from "@/gateway/contracts/leaves/to-details";
import { fail, ok, type Result } from "./result";

/** An action's input by its schema; VALIDATION_ERROR with the paths of the fields otherwise. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): Result<z.infer<Schema>> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return ok(parsed.data);
  const details = toDetails(parsed.error.issues);
  return fail("VALIDATION_ERROR", details[0]?.message ?? "The input is not valid", details);
}
