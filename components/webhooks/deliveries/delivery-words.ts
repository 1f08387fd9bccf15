import type { WebhookDelivery, WebhookDeliveryStatus } from "@/gateway/contracts/webhook";
import { plural } from "@/lib/format/format";

export const statusWords: Record<WebhookDeliveryStatus, string> = {
  pending: "Waiting",
  delivered: "Delivered",
  dead_letter: "Dead letter",
};

/** What the receiver answered last: `HTTP 500`, `time-out`; null before the first attempt. */
export function lastAnswer({
  last_error,
  last_status,
}: Pick<WebhookDelivery, "last_error" | "last_status">): string | null {
  if (last_error !== null) return last_error;
  return last_status === null ? null : `HTTP ${last_status}`;
}

/** `3 events`, `test event`. */
export function contents({ kind, event_count }: Pick<WebhookDelivery, "kind" | "event_count">) {
  return kind === "test" ? "test event" : plural(event_count, "event");
}

/** When a waiting delivery is tried next: `in 3 s`, `now`; null once it is finished. */
export function nextAttempt(
  { kind, next_attempt_at }: Pick<WebhookDelivery, "kind" | "next_attempt_at">,
  paused: boolean,
  nowMs: number,
): string | null {
  if (next_attempt_at === null) return null;
  if (paused && kind === "events") return "after the resume";
  const seconds = Math.ceil((Date.parse(next_attempt_at) - nowMs) / 1_000);
  return seconds > 0 ? `in ${seconds} s` : "now";
}
