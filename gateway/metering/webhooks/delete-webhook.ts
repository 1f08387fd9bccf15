import type { DeletedWebhook } from "../../contracts/webhook";
import type { Deps } from "../../deps";
import { appendAudit } from "../../management/audit/append-audit";
import type { ManagementContext } from "../../platform/http/context";
import { deleteWebhookDeliveries } from "../deliveries/delivery-store";
import { lockWebhookForChange } from "./own-webhook";
import { deleteWebhookSettings } from "./webhook-settings-store";

/**
 * Ends the workspace's webhook, and forgets its secret and every delivery, dead letters too: a
 * later webhook is another receiver. The events stay in the ledger. 404 where none is set up.
 */
export async function deleteWebhook(
  deps: Pick<Deps, "db" | "ids" | "clock" | "cipher">,
  context: ManagementContext,
): Promise<DeletedWebhook> {
  const { workspaceId } = context;
  return deps.db.transaction(async (tx) => {
    const { url } = await lockWebhookForChange(deps, tx, context);
    const dropped = await deleteWebhookDeliveries(tx, workspaceId);
    await deleteWebhookSettings(tx, workspaceId);
    const counts = {
      dropped_pending_count: dropped.pending,
      dropped_dead_letter_count: dropped.deadLetters,
    };
    await appendAudit(deps, tx, context, {
      type: "WEBHOOK_SIGNING_SECRET_DELETED",
      data: { url, ...counts },
    });
    return { url, ...counts };
  });
}
