import type { WebhookSettings } from "../../contracts/webhook";
import type { Deps } from "../../deps";
import { appendAudit } from "../../management/audit/append-audit";
import type { ManagementContext } from "../../platform/http/context";
import { lockWebhookForChange } from "./own-webhook";
import { readWebhookSettings } from "./read-webhook-settings";
import { updateWebhookSettings } from "./webhook-settings-store";

/** Nothing but test events is sent while `paused`; afterwards everything that waited. */
export async function pauseWebhook(
  deps: Pick<Deps, "db" | "ids" | "clock" | "cipher">,
  context: ManagementContext,
  paused: boolean,
): Promise<WebhookSettings> {
  const { workspaceId } = context;
  return deps.db.transaction(async (tx) => {
    const before = await lockWebhookForChange(deps, tx, context);
    if (before.paused !== paused) {
      await updateWebhookSettings(tx, { workspaceId, paused, at: new Date(deps.clock.now()) });
      const type = paused ? "WEBHOOK_PAUSED" : "WEBHOOK_RESUMED";
      await appendAudit(deps, tx, context, { type, data: { url: before.url } });
    }
    return readWebhookSettings({ ...deps, db: tx }, context);
  });
}
