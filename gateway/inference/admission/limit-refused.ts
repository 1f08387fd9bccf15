import { isRolling, windowWords } from "../../contracts/limit-windows";
import type { ReserveResult } from "../../limits/counter-store";
import { InferenceError } from "../errors/inference-error";

/**
 * SDKs sleep as long as Retry-After says, and try again: a call that a day's limit refused would hang
 * for hours instead of raising its error. Windows of a minute and less end within it.
 */
const retriedSecondsMax = 60;

/** The 429: names which limit refused and when to come back, never whose limit it is. */
export function limitRefused(
  result: Extract<ReserveResult, { admitted: false }>,
  callerGroupId: string,
): InferenceError {
  const { limit } = result.binding;
  const seconds = Math.max(1, Math.ceil(result.retryAfterMs / 1_000));
  const kind = limit.type === "TOKEN" ? "token" : "request";
  const threshold = limit.threshold.toLocaleString("en-US");
  const whose =
    limit.counterGroupId === callerGroupId ? "your limit" : "a limit shared with other groups";
  const name = `${kind} limit of ${threshold} per ${windowWords[limit.unit].name} for ${limit.slug}`;
  const capitalized = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const atMidnight = isRolling(limit.unit) ? "" : ", at 00:00 UTC";
  const message = result.neverFits
    ? `This request can never fit within the ${name} (${whose}): waiting does not help.`
    : `${capitalized} reached (${whose}); try again in ${seconds} s${atMidnight}.`;
  return new InferenceError(429, "rate_limit_exceeded", message, {
    type: limit.type === "TOKEN" ? "tokens" : "requests",
    headers: {
      "retry-after": String(seconds),
      ...(result.neverFits || seconds > retriedSecondsMax ? { "x-should-retry": "false" } : {}),
    },
  });
}
