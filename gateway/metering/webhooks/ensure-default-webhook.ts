import type { Deps } from "../../deps";
import { checkUpstreamUrl } from "../../platform/http/address-guard";
import { AppError } from "../../platform/http/app-error";
import { ConfigError } from "../../platform/process/environment";
import { raiseFloor } from "../ledger/recording-store";
import { encryptWebhookSecret } from "./webhook-secret";
import { insertWebhookSettings } from "./webhook-settings-store";

/**
 * Gives the `default` workspace the webhook of the environment, unless it has one: what was set
 * through the API stays. @throws ConfigError
 */
export async function ensureDefaultWebhook(
  deps: Pick<Deps, "db" | "clock" | "cipher" | "config">,
  workspaceId: string,
): Promise<void> {
  const { webhook } = deps.config.defaultWorkspace;
  if (!webhook) return;
  try {
    checkUpstreamUrl(deps.config, webhook.url, "GATEWAY_WEBHOOK_URL");
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new ConfigError(
      `${error.message}, e.g. GATEWAY_WEBHOOK_URL=https://billing.example.com/events`,
    );
  }
  await insertWebhookSettings(deps.db, {
    workspaceId,
    url: webhook.url,
    secretEncrypted: encryptWebhookSecret(deps.cipher, workspaceId, webhook.secret),
    at: new Date(deps.clock.now()),
    fedAt: new Date(await raiseFloor(deps.db, "events")),
  });
}
