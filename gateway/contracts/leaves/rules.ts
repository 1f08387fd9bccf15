import { z } from "zod";

/**
 * What a contract checks without words of its own, as a rule that the name of a field can stand before:
 * `must be a list`. For every schema of the process, once this file is imported.
 */
z.config({ customError: (issue) => formatRule(issue) });

const kinds: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  string: "a string",
};

function formatRule(issue: Parameters<z.core.$ZodErrorMap>[0]): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "is required";
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${formatChoice(issue.values.map(String))}`;
    case "too_small":
      if (issue.origin === "string" && issue.minimum === 1) return "must not be empty";
      return `must ${formatMeasure(issue.origin, "at least", Number(issue.minimum))}`;
    case "too_big":
      return `must ${formatMeasure(issue.origin, "at most", Number(issue.maximum))}`;
    default:
      return "is not valid";
  }
}

function formatMeasure(origin: string, bound: string, count: number): string {
  if (origin === "string") return `have ${bound} ${count} characters`;
  return origin === "array" ? `hold ${bound} ${count}` : `be ${bound} ${count}`;
}

/** `A`, `A or B`, `A, B or C`. */
function formatChoice(values: readonly string[]): string {
  const [last, ...before] = values.toReversed();
  return before.length > 0 ? `${before.toReversed().join(", ")} or ${last}` : `${last}`;
}
