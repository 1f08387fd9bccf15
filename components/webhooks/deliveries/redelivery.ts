import type { RedeliverWebhooksBody, WebhookDelivery } from "@/gateway/contracts/webhook";
import type { OpenDeliveries, RedeliverChoice } from "../webhook-data";

/** From this many on a redelivery is asked about first. */
const confirmFrom = 20;

export function needsConfirmation(choice: RedeliverChoice): boolean {
  return choiceCount(choice) >= confirmFrom;
}

export function choiceCount(choice: RedeliverChoice): number {
  return choice.kind === "all" ? choice.count : choice.deliveries.length;
}

export function toRedeliverBody(choice: RedeliverChoice): RedeliverWebhooksBody {
  return choice.kind === "all"
    ? { all_dead_letters: true }
    : { delivery_ids: choice.deliveries.map(({ id }) => id) };
}

/** A redelivery under way. */
export interface Redelivery {
  queued: number;
  /** When it began; what was recorded later is not part of it. */
  sinceMs: number;
  /** Dead letters that were left alone. */
  otherDeadLetters: number;
}

/** `deadLetterCount` is that of the moment before. */
export function startedRedelivery(
  choice: RedeliverChoice,
  { queued, sinceMs }: Pick<Redelivery, "queued" | "sinceMs">,
  deadLetterCount: number,
): Redelivery {
  const chosen =
    choice.kind === "all"
      ? deadLetterCount
      : choice.deliveries.filter(({ status }) => status === "dead_letter").length;
  return { queued, sinceMs, otherDeadLetters: Math.max(0, deadLetterCount - chosen) };
}

export interface RedeliveryProgress {
  done: number;
  /** Of those done: given up again. */
  failed: number;
  isFinished: boolean;
}

/** Never goes below nothing or beyond all of it, whatever others send again meanwhile. */
export function redeliveryProgress(
  { queued, otherDeadLetters }: Redelivery,
  open: OpenDeliveries | undefined,
): RedeliveryProgress {
  if (!open) return { done: 0, failed: 0, isFinished: false };
  const left = Math.min(queued, open.pending);
  const done = queued - left;
  const failed = Math.min(done, Math.max(0, open.deadLetters - otherDeadLetters));
  return { done, failed, isFinished: left === 0 };
}

/**
 * Of `total` deliveries, those recorded before `sinceMs`. `newest` are the first of them, newest
 * first: all later ones must be among them.
 */
export function countsBefore(
  newest: Pick<WebhookDelivery, "created_at">[],
  total: number,
  sinceMs: number,
): number {
  const later = newest.filter(({ created_at }) => Date.parse(created_at) > sinceMs).length;
  return Math.max(0, total - later);
}
