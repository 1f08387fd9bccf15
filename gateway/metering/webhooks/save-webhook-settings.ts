import type { SavedWebhookSettings, SaveWebhookSettingsBody } from "../../contracts/webhook";
import type { Deps } from "../../deps";
import { appendAudit } from "../../management/audit/append-audit";
import { lockWorkspace } from "../../management/workspaces/workspace-store";
import { checkUpstreamUrl } from "../../platform/http/address-guard";
import type { ManagementContext } from "../../platform/http/context";
import { alreadyThere } from "../../platform/writes/precondition";
import { raiseFloor } from "../ledger/recording-store";
import { requireWebhookMatch } from "./own-webhook";
import { readWebhookSettings } from "./read-webhook-settings";
import { encryptWebhookSecret, generateWebhookSecret } from "./webhook-secret";
import {
  insertWebhookSettings,
  lockWebhookSettings,
  updateWebhookSettings,
} from "./webhook-settings-store";

/**
 * Makes the workspace's webhook, which gets the events from now on, or moves it; what waits goes to
 * the new address. The secret is answered when it is made, this once. 412 where the settings are
 * not as the writer saw them, or there are some and there must be none.
 */
export async function saveWebhookSettings(
  deps: Pick<Deps, "db" | "ids" | "clock" | "cipher" | "config">,
  context: ManagementContext,
  { url }: SaveWebhookSettingsBody,
): Promise<SavedWebhookSettings> {
  checkUpstreamUrl(deps.config, url, "url");
  const { workspaceId } = context;
  const fedMs = await raiseFloor(deps.db, "events");
  return deps.db.transaction(async (tx) => {
    // Whoever else makes it waits here, where there is no row to lock yet.
    await lockWorkspace(tx, workspaceId);
    const previous = await lockWebhookSettings(tx, workspaceId);
    await requireWebhookMatch(deps, tx, context);
    if (previous && context.precondition.mustBeNew) {
      const current = await readWebhookSettings({ ...deps, db: tx }, context);
      throw alreadyThere("a webhook", current);
    }
    const at = new Date(deps.clock.now());
    const secret = generateWebhookSecret();
    const isNew = await insertWebhookSettings(tx, {
      workspaceId,
      url,
      secretEncrypted: encryptWebhookSecret(deps.cipher, workspaceId, secret),
      at,
      fedAt: new Date(fedMs),
    });
    if (!isNew) await updateWebhookSettings(tx, { workspaceId, url, at });
    await appendAudit(deps, tx, context, {
      type: isNew ? "WEBHOOK_SIGNING_SECRET_CREATED" : "WEBHOOK_UPDATED",
      data: { url, ...(!isNew && { previous_url: previous?.url }) },
    });
    const settings = await readWebhookSettings({ ...deps, db: tx }, context);
    return { ...settings, secret: isNew ? secret : null };
  });
}
