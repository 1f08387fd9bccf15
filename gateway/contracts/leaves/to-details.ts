import type { ErrorDetail } from "../error";
import "./rules";

/**
 * What a schema found wrong, as the API's `details` say it. Contracts say a rule alone, such as `must
 * not be empty`: it goes after the field at its path. A sentence, with a capital, stands as it is.
 */
export function toDetails(
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): ErrorDetail[] {
  return issues.map(({ path, message }) => {
    const field = findField(path);
    const isSentence = field === "" || /^\p{Lu}/u.test(message);
    return {
      path: path.map(String).join("."),
      message: isSentence ? message : `${field} ${message}`,
    };
  });
}

/** `threshold` of `models.0.rate_limits.1.threshold`; a place itself with its list: `models.0`. */
function findField(path: readonly PropertyKey[]): string {
  const isPlace = (part: PropertyKey) => /^\d+$/.test(String(part));
  const lastName = path.findLastIndex((part) => !isPlace(part));
  const start = path.slice(0, Math.max(lastName, 0)).findLastIndex(isPlace) + 1;
  return path.slice(start).map(String).join(".");
}
