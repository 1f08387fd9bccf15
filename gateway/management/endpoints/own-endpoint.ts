import type { Queryable } from "../../platform/db/database";
import { requireOwn } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { type EndpointRow, findEndpoint } from "./endpoint-store";

/** The endpoint of this id: 404 unknown or deleted, 403 another workspace's. */
export async function ownEndpoint(
  db: Queryable,
  context: Pick<ManagementContext, "workspaceId">,
  id: string,
): Promise<EndpointRow> {
  return requireOwn(await findEndpoint(db, id), context.workspaceId, "endpoint");
}
