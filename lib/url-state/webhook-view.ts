import { type WebhookDeliveryStatus, webhookDeliveryStatus } from "@/gateway/contracts/webhook";
import { routes } from "./routes";

/** What the webhooks page shows; all of it stands in its address. */
export interface WebhookView {
  /** null = deliveries of every status. */
  status: WebhookDeliveryStatus | null;
  /** The delivery that is open. */
  deliveryId: string | null;
}

type Params = Record<string, string | string[] | undefined>;

const idMax = 255;

/** Anything that is no choice of ours falls back to the default: an address may be mistyped. */
export function parseWebhookView(params: Params): WebhookView {
  const { status, delivery } = params;
  const parsed = webhookDeliveryStatus.safeParse(status);
  return {
    status: parsed.success ? parsed.data : null,
    deliveryId: typeof delivery === "string" && delivery !== "" ? delivery.slice(0, idMax) : null,
  };
}

/** The address that shows this view. */
export function webhooksHref({ status, deliveryId }: WebhookView): string {
  const search = new URLSearchParams();
  if (status) search.set("status", status);
  if (deliveryId) search.set("delivery", deliveryId);
  return search.size > 0 ? `${routes.webhooks}?${search}` : routes.webhooks;
}
