import type { WebhookDelivery } from "../../contracts/webhook";
import type { Deps } from "../../deps";
import { appendAudit } from "../../management/audit/append-audit";
import type { ManagementContext } from "../../platform/http/context";
import { insertDelivery } from "../deliveries/delivery-store";
import { findOwnDelivery } from "../deliveries/own-delivery";
import { presentDelivery } from "../deliveries/present-delivery";
import { lockOwnWebhook } from "./own-webhook";

/** No events: a receiver that bills what it gets bills nobody. */
const body = Buffer.from('{"type":"API_BILLING_USAGE","test":true,"data":{"events":[]}}');

/** Queues a delivery without events, which is sent even while the webhook is paused. */
export async function sendTestEvent(
  deps: Pick<Deps, "db" | "ids" | "clock">,
  context: ManagementContext,
): Promise<WebhookDelivery> {
  const { workspaceId } = context;
  return deps.db.transaction(async (tx) => {
    await lockOwnWebhook(tx, workspaceId);
    const id = await insertDelivery(tx, {
      workspaceId,
      kind: "test",
      idempotencyKeys: [],
      body,
      at: new Date(deps.clock.now()),
    });
    await appendAudit(deps, tx, context, { type: "WEBHOOK_TESTED", data: { delivery_id: id } });
    return presentDelivery(await findOwnDelivery(tx, workspaceId, id));
  });
}
