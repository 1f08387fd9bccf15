import type { WebhookDelivery } from "@/gateway/contracts/webhook";

export interface DeliveryPage {
  items: WebhookDelivery[];
  /** null = this is the last page. */
  cursor: string | null;
}

/** Deliveries from before a moment that are not delivered. */
export interface OpenDeliveries {
  pending: number;
  deadLetters: number;
}

/** What may be sent again. */
export type RedeliverChoice =
  | { kind: "all"; count: number }
  | { kind: "selection"; deliveries: WebhookDelivery[] };
