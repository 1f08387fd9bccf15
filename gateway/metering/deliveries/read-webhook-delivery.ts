import type { WebhookAttempt, WebhookDeliveryDetail } from "../../contracts/webhook";
import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { type AttemptRow, selectAttempts } from "./delivery-list-store";
import { findOwnDelivery } from "./own-delivery";
import { presentDelivery } from "./present-delivery";

const attemptsShown = 100;

/** A delivery with its body and its attempts. */
export async function readWebhookDelivery(
  { db }: Pick<Deps, "db">,
  { workspaceId }: ManagementContext,
  id: string,
): Promise<WebhookDeliveryDetail> {
  const row = await findOwnDelivery(db, workspaceId, id);
  const attempts = await selectAttempts(db, id, attemptsShown);
  return {
    ...presentDelivery(row),
    body: row.body.toString("utf8"),
    idempotency_keys: row.idempotencyKeys,
    attempts: attempts.map(presentAttempt),
  };
}

function presentAttempt(row: AttemptRow): WebhookAttempt {
  return {
    number: row.number,
    started_at: row.startedAt.toISOString(),
    latency_ms: row.latencyMs,
    status: row.status,
    response_body: row.response?.toString("utf8") ?? null,
    error: row.error,
  };
}
