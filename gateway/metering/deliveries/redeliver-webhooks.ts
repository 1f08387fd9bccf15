import type { RedeliveredWebhooks, RedeliverWebhooksBody } from "../../contracts/webhook";
import type { Deps } from "../../deps";
import { appendAudit } from "../../management/audit/append-audit";
import type { Queryable } from "../../platform/db/database";
import { foreign, notFound } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { lockOwnWebhook } from "../webhooks/own-webhook";
import { requeueDeadLetters, requeueDeliveries, selectDeliveryOwners } from "./delivery-list-store";
import { isDeliveryId } from "./own-delivery";

/**
 * Sends finished deliveries again, with the same id and bytes: a selection or every dead letter.
 * 404 for an unknown id, 403 for another workspace's; then nothing is sent.
 */
export async function redeliverWebhooks(
  deps: Pick<Deps, "db" | "ids" | "clock">,
  context: ManagementContext,
  input: RedeliverWebhooksBody,
): Promise<RedeliveredWebhooks> {
  const { workspaceId } = context;
  return deps.db.transaction(async (tx) => {
    if ("delivery_ids" in input) await requireOwn(tx, workspaceId, input.delivery_ids);
    await lockOwnWebhook(tx, workspaceId);
    const at = new Date(deps.clock.now());
    const queued =
      "delivery_ids" in input
        ? await requeueDeliveries(tx, input.delivery_ids, at)
        : await requeueDeadLetters(tx, workspaceId, at);
    const which = "delivery_ids" in input ? input : { all_dead_letters: true };
    await appendAudit(deps, tx, context, {
      type: "WEBHOOK_REDELIVERED",
      data: { ...which, queued },
    });
    return { queued };
  });
}

async function requireOwn(
  tx: Queryable,
  workspaceId: string,
  ids: readonly string[],
): Promise<void> {
  const owners = await selectDeliveryOwners(tx, ids.filter(isDeliveryId));
  for (const id of ids) {
    const owner = owners.get(id.toLowerCase());
    if (owner === undefined) throw notFound("delivery");
    if (owner !== workspaceId) throw foreign("delivery");
  }
}
