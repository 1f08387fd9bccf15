import { type WebhookDeliveryStatus, webhookDeliveryStatus } from "@/gateway/contracts/webhook";
import { routes } from "./routes";
import { cutText, type SearchParams, toHref } from "./search-params";

/** What the webhooks page shows; all of it stands in its address. */
export interface WebhookView {
  /** null = deliveries of every status. */
  status: WebhookDeliveryStatus | null;
  /** The delivery that is open. */
  deliveryId: string | null;
}

/** Anything that is no choice of ours falls back to the default: an address may be mistyped. */
export function parseWebhookView(params: SearchParams): WebhookView {
  const status = webhookDeliveryStatus.safeParse(params["status"]);
  return {
    status: status.success ? status.data : null,
    deliveryId: cutText(params["delivery"]),
  };
}

/** The address that shows this view. */
export function webhooksHref({ status, deliveryId }: WebhookView): string {
  return toHref(routes.webhooks, { status, delivery: deliveryId });
}
