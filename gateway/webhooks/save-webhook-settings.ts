import { appendAudit } from "../audit/append-audit";
import type { SavedWebhookSettings, SaveWebhookSettingsBody } from "../contracts/webhook";
import type { Deps } from "../deps";
import { selectFeedHorizon } from "../events/event-feed-store";
import { checkUpstreamUrl } from "../http/address-guard";
import type { ManagementContext } from "../http/context";
import { readWebhookSettings } from "./read-webhook-settings";
import { encryptWebhookSecret, generateWebhookSecret } from "./webhook-secret";
import {
  insertWebhookSettings,
  lockWebhookSettings,
  updateWebhookSettings,
} from "./webhook-settings-store";

/**
 * Makes the workspace's webhook, which gets the events from now on, or moves it; what waits goes to
 * the new address. The secret is answered when it is made, this once.
 */
export async function saveWebhookSettings(
  deps: Pick<Deps, "db" | "ids" | "clock" | "cipher" | "config">,
  context: ManagementContext,
  { url }: SaveWebhookSettingsBody,
): Promise<SavedWebhookSettings> {
  checkUpstreamUrl(deps.config, url, "url");
  const { workspaceId } = context;
  return deps.db.transaction(async (tx) => {
    const at = new Date(deps.clock.now());
    const secret = generateWebhookSecret();
    const { horizonMs } = await selectFeedHorizon(tx);
    const isNew = await insertWebhookSettings(tx, {
      workspaceId,
      url,
      secretEncrypted: encryptWebhookSecret(deps.cipher, workspaceId, secret),
      at,
      fedAt: new Date(horizonMs),
    });
    const previous = await lockWebhookSettings(tx, workspaceId);
    if (!isNew) await updateWebhookSettings(tx, { workspaceId, url, at });
    await appendAudit(deps, tx, context, {
      type: isNew ? "WEBHOOK_CREATED" : "WEBHOOK_UPDATED",
      data: { url, ...(!isNew && { previous_url: previous?.url }) },
    });
    const settings = await readWebhookSettings({ ...deps, db: tx }, context);
    return { ...settings, secret: isNew ? secret : null };
  });
}
