import type { WebhookDelivery } from "../../contracts/webhook";
import type { DeliveryRow } from "./delivery-list-store";

export function presentDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    event_count: row.eventCount,
    attempt_count: row.attemptCount,
    created_at: row.createdAt.toISOString(),
    next_attempt_at: row.status === "pending" ? row.nextAttemptAt.toISOString() : null,
    finished_at: row.finishedAt?.toISOString() ?? null,
    last_status: row.lastStatus,
    last_error: row.lastError,
  };
}
