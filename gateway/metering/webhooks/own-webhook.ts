import type { Deps } from "../../deps";
import type { Queryable } from "../../platform/db/database";
import { notFound } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { alreadyThere, requireMatch } from "../../platform/writes/precondition";
import { readWebhookSettings, webhookState } from "./read-webhook-settings";
import { lockWebhookSettings, type WebhookSettingsRow } from "./webhook-settings-store";

/** Holds the workspace's webhook until the transaction ends; 404 where none is set up. */
export async function lockOwnWebhook(
  tx: Queryable,
  workspaceId: string,
): Promise<WebhookSettingsRow> {
  const settings = await lockWebhookSettings(tx, workspaceId);
  if (!settings) throw notFound("webhook");
  return settings;
}

/** The same before its settings are changed: 412 where they are not as the writer saw them. */
export async function lockWebhookForChange(
  deps: Pick<Deps, "clock" | "cipher">,
  tx: Queryable,
  context: ManagementContext,
): Promise<WebhookSettingsRow> {
  const row = await lockOwnWebhook(tx, context.workspaceId);
  if (context.precondition.mustBeNew) {
    throw alreadyThere("a webhook", await readWebhookSettings({ ...deps, db: tx }, context));
  }
  await requireWebhookMatch(deps, tx, context);
  return row;
}

/** Of a webhook that is not set up, too: call it where nobody else can change the settings. */
export async function requireWebhookMatch(
  deps: Pick<Deps, "clock" | "cipher">,
  tx: Queryable,
  context: ManagementContext,
): Promise<void> {
  if (context.precondition.ifMatch === undefined) return;
  const current = await readWebhookSettings({ ...deps, db: tx }, context);
  await requireMatch(context.precondition, webhookState(current), () => current);
}
