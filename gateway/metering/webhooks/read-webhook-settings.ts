import type { WebhookSettings } from "../../contracts/webhook";
import type { Deps } from "../../deps";
import type { Queryable } from "../../platform/db/database";
import type { ManagementContext } from "../../platform/http/context";
import { selectDeliveryTotals } from "../deliveries/delivery-list-store";
import { readableSecret } from "./webhook-secret";
import { findWebhookSettings } from "./webhook-settings-store";

/** The workspace's webhook; never its secret. */
export async function readWebhookSettings(
  deps: Pick<Deps, "clock" | "cipher"> & { db: Queryable },
  { workspaceId }: Pick<ManagementContext, "workspaceId">,
): Promise<WebhookSettings> {
  const row = await findWebhookSettings(deps.db, workspaceId);
  const totals = await selectDeliveryTotals(deps.db, workspaceId);
  const until = row?.previousSecretUntil ?? null;
  const isOverlapping = until !== null && until.getTime() > deps.clock.now();
  return {
    url: row?.url ?? null,
    paused: row?.paused ?? false,
    has_secret: row !== undefined,
    secret_unreadable:
      row !== undefined &&
      readableSecret(deps.cipher, workspaceId, row.secretEncrypted) === undefined,
    previous_secret_expires_at: isOverlapping ? until.toISOString() : null,
    created_at: row?.createdAt.toISOString() ?? null,
    updated_at: row?.updatedAt.toISOString() ?? null,
    pending_count: totals.pending,
    dead_letter_count: totals.deadLetters,
    last_delivered_at: totals.lastDeliveredAt?.toISOString() ?? null,
  };
}

/** What the settings' entity tag covers: the target, and each change of it or of its secret. */
export function webhookState(settings: WebhookSettings): readonly unknown[] {
  const { url, paused, created_at, updated_at } = settings;
  return [url, paused, created_at, updated_at];
}
