import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import type {
  WebhookDeliveryDetail,
  WebhookDeliveryStatus,
  WebhookSettings,
} from "@/gateway/contracts/webhook";
import type { Member } from "@/lib/auth/auth";
import { gatewayConnection, offers } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { countsBefore } from "./deliveries/redelivery";
import type { DeliveryPage, OpenDeliveries } from "./webhook-data";

const pageSize = 50;
const countedMax = 1_000;

/**
 * May this member look at this server's webhook? It is the whole workspace's: FORBIDDEN for members
 * who manage one subtree; NOT_FOUND where the server pushes nothing.
 */
async function checkAccess(member: Member): Promise<Result<null>> {
  if (member.subtreeGroupId !== null) {
    return fail("FORBIDDEN", "Webhooks are of the whole workspace; you manage one group of it.");
  }
  const connection = await gatewayConnection();
  if (connection.state === "failed") return { ok: false, error: connection.error };
  const { capabilities } = connection;
  if (offers(capabilities, "webhooks")) return ok(null);
  return fail("NOT_FOUND", "This server has no webhooks to set up.");
}

/** Target and counts; never the secret. */
export async function readWebhookSettings(member: Member): Promise<Result<WebhookSettings>> {
  const allowed = await checkAccess(member);
  if (!allowed.ok) return allowed;
  return callGateway(operations.readWebhook, { member });
}

/** Newest first, `pageSize` at a time. */
export async function readDeliveries(
  member: Member,
  query: { status: WebhookDeliveryStatus | null; cursor: string | null },
): Promise<Result<DeliveryPage>> {
  const allowed = await checkAccess(member);
  if (!allowed.ok) return allowed;
  const page = await callGateway(operations.listDeliveries, {
    query: {
      limit: pageSize,
      status: query.status ?? undefined,
      cursor: query.cursor ?? undefined,
    },
    member,
  });
  if (!page.ok) return page;
  const { items, pagination } = page.data;
  return ok({ items, cursor: pagination.has_more ? pagination.cursor : null });
}

/** With its body and its attempts. NOT_FOUND once it is no longer kept. */
export async function readDelivery(
  member: Member,
  deliveryId: string,
): Promise<Result<WebhookDeliveryDetail>> {
  const allowed = await checkAccess(member);
  if (!allowed.ok) return allowed;
  return callGateway(operations.readDelivery, { params: { delivery_id: deliveryId }, member });
}

/** How many deliveries from before `sinceMs` wait or were given up: what became of a redelivery. */
export async function readOpenDeliveries(
  member: Member,
  sinceMs: number,
): Promise<Result<OpenDeliveries>> {
  const allowed = await checkAccess(member);
  if (!allowed.ok) return allowed;
  const newest = (status: WebhookDeliveryStatus) =>
    callGateway(operations.listDeliveries, { query: { limit: countedMax, status }, member });
  const [settings, pending, dead] = await Promise.all([
    callGateway(operations.readWebhook, { member }),
    newest("pending"),
    newest("dead_letter"),
  ]);
  if (!settings.ok) return settings;
  if (!pending.ok) return pending;
  if (!dead.ok) return dead;
  const { pending_count, dead_letter_count } = settings.data;
  return ok({
    pending: countsBefore(pending.data.items, pending_count, sinceMs),
    deadLetters: countsBefore(dead.data.items, dead_letter_count, sinceMs),
  });
}
