import { z } from "zod";
import { pageQuery, pagination } from "./page";
import { plainUrl, text, timestamp, trimmed } from "./text";

// Extension: a workspace's billing webhook. Reads take the view scope, but a delivery's body (it
// holds billing events) and every write take management. Capability: "webhooks".

/**
 * `GET /v1/gateway/webhooks/settings`. 200 where nothing is set up yet too: then `url` is null.
 * Answer of `POST /v1/gateway/webhooks/settings/pause` and `…/resume` (no body) as well.
 */
export const webhookSettings = z.object({
  url: z.string().nullable(),
  /** Nothing is sent; events stay in the ledger and are sent after the resume. */
  paused: z.boolean(),
  has_secret: z.boolean(),
  /** Nothing can be signed, so everything is given up until the secret is rotated. */
  secret_unreadable: z.boolean().default(false),
  /** While it lies ahead, deliveries are signed with the secret before the last rotation too. */
  previous_secret_expires_at: timestamp.nullable(),
  created_at: timestamp.nullable(),
  updated_at: timestamp.nullable(),
  /** Deliveries that wait for an attempt, and those that were given up. */
  pending_count: z.int(),
  dead_letter_count: z.int(),
  /** When the last delivery was accepted; null = none is on record. */
  last_delivered_at: timestamp.nullable(),
});
export type WebhookSettings = z.infer<typeof webhookSettings>;

/** Body of `PUT /v1/gateway/webhooks/settings`: sets the target; the secret stays. */
export const saveWebhookSettingsBody = z.object({
  url: trimmed(1, 2_048).refine(plainUrl, {
    error: "must not hold blanks, control characters or backslashes",
  }),
});
export type SaveWebhookSettingsBody = z.infer<typeof saveWebhookSettingsBody>;

/**
 * Answer of `PUT …/settings` and `POST …/settings/rotate`, `Cache-Control: no-store`. `secret` is
 * the plaintext, this once: of a new webhook and of a rotation; null where it did not change.
 */
export const savedWebhookSettings = webhookSettings.extend({ secret: z.string().nullable() });
export type SavedWebhookSettings = z.infer<typeof savedWebhookSettings>;

/** Answer of `DELETE …/settings`: the address it had, and what was not sent any more. */
export const deletedWebhook = z.object({
  url: z.string(),
  dropped_pending_count: z.int(),
  dropped_dead_letter_count: z.int(),
});
export type DeletedWebhook = z.infer<typeof deletedWebhook>;

export const overlapSecondsMax = 7 * 86_400;
/** Body of `POST /v1/gateway/webhooks/settings/rotate`; 0 = the old secret ends at once. */
export const rotateWebhookSecretBody = z.object({
  overlap_seconds: z
    .int()
    .min(0)
    .max(overlapSecondsMax, `must be at most ${overlapSecondsMax} (7 days)`)
    .default(86_400),
});
export type RotateWebhookSecretBody = z.infer<typeof rotateWebhookSecretBody>;

/** pending = waits for its first or next attempt, or one is under way. */
export const webhookDeliveryStatus = z.enum(["pending", "delivered", "dead_letter"]);
export type WebhookDeliveryStatus = z.infer<typeof webhookDeliveryStatus>;

/** Answer of `POST /v1/gateway/webhooks/test` (no body) and `POST …/deliveries/{id}/redeliver`. */
export const webhookDelivery = z.object({
  /** A UUID: `X-Baseten-Request-ID` of every attempt. */
  id: z.string(),
  kind: z.enum(["events", "test"]),
  status: webhookDeliveryStatus,
  event_count: z.int(),
  attempt_count: z.int(),
  created_at: timestamp,
  /** Null unless pending. */
  next_attempt_at: timestamp.nullable(),
  /** When it was delivered or given up; null while pending. */
  finished_at: timestamp.nullable(),
  /** Of the last attempt; null before the first, and where no answer came. */
  last_status: z.int().nullable(),
  /** Why the last attempt failed, such as `time-out` or `HTTP 500`; null otherwise. */
  last_error: z.string().nullable(),
});
export type WebhookDelivery = z.infer<typeof webhookDelivery>;

/** `GET /v1/gateway/webhooks/deliveries`, newest first. */
export const listWebhookDeliveriesQuery = pageQuery.extend({
  status: webhookDeliveryStatus.optional(),
});
export type ListWebhookDeliveriesQuery = z.infer<typeof listWebhookDeliveriesQuery>;
export const webhookDeliveryPage = z.object({ items: z.array(webhookDelivery), pagination });

export const webhookAttempt = z.object({
  /** From 1, over all rounds of the delivery. */
  number: z.int(),
  started_at: timestamp,
  latency_ms: z.int(),
  /** HTTP status; null where no answer came. */
  status: z.int().nullable(),
  /** The answer's first 1 KiB, as text; null where no answer came. */
  response_body: z.string().nullable(),
  /** Null where the receiver accepted. */
  error: z.string().nullable(),
});
export type WebhookAttempt = z.infer<typeof webhookAttempt>;

/** `GET /v1/gateway/webhooks/deliveries/{delivery_id}`, management scope. */
export const webhookDeliveryDetail = webhookDelivery.extend({
  /** The bytes that every attempt sends, as text. */
  body: z.string(),
  idempotency_keys: z.array(z.string()),
  /** Oldest first; the newest 100. */
  attempts: z.array(webhookAttempt),
});
export type WebhookDeliveryDetail = z.infer<typeof webhookDeliveryDetail>;
export const webhookDeliveryParams = z.object({ delivery_id: text(1, 255) });

/**
 * Body of `POST /v1/gateway/webhooks/redeliver`: a selection, or every dead letter. The same id,
 * bytes and idempotency keys are sent again. One foreign or unknown id refuses the whole request.
 */
export const redeliverWebhooksBody = z.union(
  [
    z.object({
      delivery_ids: z.array(text(1, 255)).min(1).max(1_000),
    }),
    z.object({ all_dead_letters: z.literal(true) }),
  ],
  { error: "send delivery_ids (1 to 1000 ids) or all_dead_letters: true" },
);
export type RedeliverWebhooksBody = z.infer<typeof redeliverWebhooksBody>;
/** `queued` counts what is sent again; what was pending anyway is not counted. */
export const redeliveredWebhooks = z.object({ queued: z.int() });
export type RedeliveredWebhooks = z.infer<typeof redeliveredWebhooks>;
