import type { Queryable } from "../../platform/db/database";
import { foreign, notFound } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { type EndpointRow, findEndpoint } from "./endpoint-store";

/** The endpoint of this id: 404 unknown or deleted, 403 another workspace's. */
export async function ownEndpoint(
  db: Queryable,
  context: Pick<ManagementContext, "workspaceId">,
  id: string,
): Promise<EndpointRow> {
  const row = await findEndpoint(db, id);
  if (!row) throw notFound("endpoint");
  if (row.workspaceId !== context.workspaceId) throw foreign("endpoint");
  return row;
}
