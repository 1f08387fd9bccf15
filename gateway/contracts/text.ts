import { z } from "zod";

/**
 * Text that PostgreSQL can hold exactly as it was sent: no NUL, no lone surrogate.
 * Lengths count Unicode code points, as JSON Schema's minLength and maxLength do.
 */
export function text(minCharacters: number, maxCharacters: number) {
  return checked(minCharacters, maxCharacters, (value) => value);
}

/**
 * The same for names and what is pasted: blanks and line feeds at its ends are taken away before it is
 * looked at, so that what was checked is what is stored and used.
 */
export function trimmed(minCharacters: number, maxCharacters: number) {
  return checked(minCharacters, maxCharacters, (value) => value.trim());
}

/** An id that other systems hold too: it is never altered here, so blanks at its ends are refused. */
export function outsideId(minCharacters: number, maxCharacters: number) {
  return text(minCharacters, maxCharacters).refine((value) => value.trim() === value, {
    error: "must not begin or end with a blank or a line feed",
  });
}

/** What an address may hold is the URL parser's to say; these it would take away in silence. */
export const plainUrl = (value: string) => !/[\s\p{Cc}\\]/u.test(value);

function checked(minCharacters: number, maxCharacters: number, tidied: (value: string) => string) {
  return z
    .string()
    .overwrite(tidied)
    .refine((value) => value.isWellFormed() && !value.includes("\u0000"), {
      error: "must be valid text without NUL characters",
      abort: true,
    })
    .refine((value) => characters(value) >= minCharacters, {
      error:
        minCharacters === 1
          ? "must not be empty"
          : `must have at least ${minCharacters} characters`,
    })
    .refine((value) => characters(value) <= maxCharacters, {
      error: `must have at most ${maxCharacters} characters`,
    })
    .meta({ minLength: minCharacters, maxLength: maxCharacters });
}

function characters(value: string): number {
  return Array.from(value).length;
}

/** RFC 3339 UTC with a trailing Z. */
export const timestamp = z.string().meta({ format: "date-time" });

/** A moment in a query or body: with its zone, so that nobody has to guess one. */
export const moment = z
  .string()
  .refine(isMoment, { error: "must be a time with its zone, such as 2026-01-31T08:00:00Z" })
  .meta({ format: "date-time" });

const dayAndTime = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):.*(?:Z|[+-]\d\d:?\d\d)$/i;

/** Of a day that the calendar has: a parser makes 2 March of 30 February. */
function isMoment(value: string): boolean {
  const [, day] = dayAndTime.exec(value) ?? [];
  if (day === undefined || Number.isNaN(Date.parse(value))) return false;
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** A number in a query, in digits: what JavaScript takes for one besides (0x10, 1e3, a blank) is none. */
export function inDigits<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(
    (value) => (typeof value === "string" && !/^\d+$/.test(value) ? Number.NaN : value),
    schema,
  );
}
