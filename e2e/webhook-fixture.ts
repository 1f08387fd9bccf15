import { manage } from "./gateway-api";
import { withDatabase } from "./members";
import type { Stack } from "./stack";

/** @returns the signing secret */
export async function setUpWebhook(stack: Stack, url: string): Promise<string> {
  const saved = await manage(stack, "PUT", "/v1/gateway/webhooks/settings", { url });
  return String(saved["secret"]);
}

/** A finished delivery with one attempt, straight to the database: nothing is sent. @returns its id */
export async function addDelivery(
  stack: Stack,
  status: "delivered" | "dead_letter",
  workspaceId?: string,
): Promise<string> {
  return withDatabase(stack, async (client) => {
    const [answer, error] = status === "delivered" ? [200, null] : [400, "HTTP 400"];
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO webhook_deliveries (workspace_id, kind, status, idempotency_keys, body,
         created_at, next_attempt_at, attempt_count, finished_at, last_status, last_error)
       SELECT id, 'events', $1, '{01J}', '{"type":"API_BILLING_USAGE","data":{"events":[]}}',
         now(), now(), 1, now(), $2, $3
       FROM workspaces WHERE id = coalesce($4, (SELECT id FROM workspaces WHERE name = 'default'))
       RETURNING id`,
      [status, answer, error, workspaceId ?? null],
    );
    const id = rows[0]?.id ?? "";
    await client.query(
      `INSERT INTO webhook_attempts (delivery_id, number, started_at, latency_ms, status, response,
         error) VALUES ($1, 1, now(), 12, $2, 'no such customer', $3)`,
      [id, answer, error],
    );
    return id;
  });
}
