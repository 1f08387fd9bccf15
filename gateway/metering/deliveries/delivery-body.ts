import type { BillingEvent } from "../../contracts/billing-event";

export interface PushedEvent {
  event: BillingEvent;
  /** The JSON text that the request held; undefined = none. */
  metadata: string | undefined;
}

/**
 * The bytes that are sent, signed and kept. The metadata's text goes in as it came: parsing it would
 * change numbers beyond 2^53. Source: gateway API, "Billing events", Push.
 */
export function deliveryBody(events: readonly PushedEvent[]): Buffer {
  const texts = events.map(({ event, metadata }) => {
    const { idempotencyKey, timestamp, requestId, ...rest } = event;
    const head = JSON.stringify({ idempotencyKey, timestamp, requestId }).slice(0, -1);
    return `${head},"requestMetadata":${metadata ?? "null"},${JSON.stringify(rest).slice(1)}`;
  });
  return Buffer.from(`{"type":"API_BILLING_USAGE","data":{"events":[${texts.join(",")}]}}`);
}
