/** What a number holds exactly, in JSON as in JavaScript. */
const most = Number.MAX_SAFE_INTEGER;

/** SQL of a sum that stops there: one more would fail every page that reads it, for good. */
export function saturated(sum: string): string {
  return `least(${sum}, ${most})::bigint`;
}
