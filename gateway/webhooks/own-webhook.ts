import type { Queryable } from "../db/database";
import { notFound } from "../http/app-error";
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
