import type { WebhookSettings } from "../../contracts/webhook";

/** What the settings' entity tag covers: the target, and each change of it or of its secret. */
export function webhookState(settings: WebhookSettings): readonly unknown[] {
  const { url, paused, created_at, updated_at } = settings;
  return [url, paused, created_at, updated_at];
}
