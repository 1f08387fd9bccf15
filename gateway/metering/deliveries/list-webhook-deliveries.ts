import { z } from "zod";
import type { Page } from "../../contracts/page";
import type { ListWebhookDeliveriesQuery, WebhookDelivery } from "../../contracts/webhook";
import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { decodeCursor, toPage } from "../../platform/http/pagination";
import { selectDeliveries } from "./delivery-list-store";
import { presentDelivery } from "./present-delivery";

const beforeCursor = z.object({ before: z.int().min(0) });

/** Newest first. */
export async function listWebhookDeliveries(
  { db }: Pick<Deps, "db">,
  { workspaceId }: ManagementContext,
  { status, limit, cursor }: ListWebhookDeliveriesQuery,
): Promise<Page<WebhookDelivery>> {
  const rows = await selectDeliveries(db, {
    workspaceId,
    status,
    beforeSeq: cursor === undefined ? undefined : decodeCursor(cursor, beforeCursor).before,
    limit: limit + 1,
  });
  return toPage(rows, limit, presentDelivery, ({ seq }) => ({ before: seq }));
}
