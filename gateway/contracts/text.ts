import { z } from "zod";

/**
 * Text that PostgreSQL can hold exactly as it was sent: no NUL, no lone surrogate.
 * Lengths count Unicode code points, as JSON Schema's minLength and maxLength do.
 */
export function text(name: string, minCharacters: number, maxCharacters: number) {
  return z
    .string({
      error: (issue) =>
        issue.input === undefined ? `${name} is required` : `${name} must be a string`,
    })
    .refine((value) => value.isWellFormed() && !value.includes("\u0000"), {
      error: `${name} must be valid text without NUL characters`,
      abort: true,
    })
    .refine((value) => characters(value) >= minCharacters, {
      error:
        minCharacters === 1
          ? `${name} must not be empty`
          : `${name} must have at least ${minCharacters} characters`,
    })
    .refine((value) => characters(value) <= maxCharacters, {
      error: `${name} must have at most ${maxCharacters} characters`,
    })
    .meta({ minLength: minCharacters, maxLength: maxCharacters });
}

function characters(value: string): number {
  return Array.from(value).length;
}

/** RFC 3339 UTC with a trailing Z. */
export const timestamp = z.string().meta({ format: "date-time" });

/** RFC 3339 with any zone, as queries may name a time. */
export const moment = (name: string) =>
  z
    .string()
    .refine(
      (value) =>
        !Number.isNaN(Date.parse(value)) && /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/i.test(value),
      { error: `${name} must be a time with its zone, such as 2026-01-31T08:00:00Z` },
    )
    .meta({ format: "date-time" });
