import type { ErrorDetail } from "../error";

/** What a schema found wrong, as the API's `details` say it: `limits.0.amount` for a path. */
export function toDetails(
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): ErrorDetail[] {
  return issues.map(({ path, message }) => ({ path: path.map(String).join("."), message }));
}
