import type { RotateWebhookSecretBody, SavedWebhookSettings } from "../../contracts/webhook";
import type { Deps } from "../../deps";
import { appendAudit } from "../../management/audit/append-audit";
import type { ManagementContext } from "../../platform/http/context";
import { lockWebhookForChange } from "./own-webhook";
import { readWebhookSettings } from "./read-webhook-settings";
import { encryptWebhookSecret, generateWebhookSecret } from "./webhook-secret";
import { replaceWebhookSecret } from "./webhook-settings-store";

/** A new secret, answered this once. The old one signs too until the overlap has passed. */
export async function rotateWebhookSecret(
  deps: Pick<Deps, "db" | "ids" | "clock" | "cipher">,
  context: ManagementContext,
  { overlap_seconds }: RotateWebhookSecretBody,
): Promise<SavedWebhookSettings> {
  const { workspaceId } = context;
  return deps.db.transaction(async (tx) => {
    await lockWebhookForChange(deps, tx, context);
    const now = deps.clock.now();
    const secret = generateWebhookSecret();
    const previousUntil = overlap_seconds > 0 ? new Date(now + overlap_seconds * 1_000) : null;
    await replaceWebhookSecret(tx, {
      workspaceId,
      at: new Date(now),
      secretEncrypted: encryptWebhookSecret(deps.cipher, workspaceId, secret),
      previousUntil,
    });
    await appendAudit(deps, tx, context, {
      type: "WEBHOOK_SIGNING_SECRET_ROTATED",
      data: { overlap_seconds },
    });
    return { ...(await readWebhookSettings({ ...deps, db: tx }, context)), secret };
  });
}
