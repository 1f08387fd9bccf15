import type { Queryable } from "../../platform/db/database";
import { requireOwn } from "../../platform/http/app-error";
import { type DeliveryDetailRow, findDelivery } from "./delivery-list-store";

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** PostgreSQL refuses to compare anything else with an id. */
export function isDeliveryId(id: string): boolean {
  return uuid.test(id);
}

/** 404 unknown, 403 another workspace's. */
export async function findOwnDelivery(
  db: Queryable,
  workspaceId: string,
  id: string,
): Promise<DeliveryDetailRow> {
  const row = isDeliveryId(id) ? await findDelivery(db, id) : undefined;
  return requireOwn(row, workspaceId, "delivery");
}
