import type { Deps } from "../../deps";
import { announceChange } from "../../platform/db/changes";
import type { ManagementContext } from "../../platform/http/context";
import { requireMatch } from "../../platform/writes/precondition";
import { appendAudit } from "../audit/append-audit";
import { lockWorkspace } from "../workspaces/workspace-store";
import { endpointAnswer, endpointState } from "./endpoint-answer";
import { deleteEndpointRow } from "./endpoint-store";
import { ownEndpoint } from "./own-endpoint";

/** Unpublishes a slug: calls to it get 404 at once, and it is free again. */
export async function deleteEndpoint(
  deps: Pick<Deps, "db" | "ids" | "clock">,
  context: ManagementContext,
  id: string,
): Promise<{ id: string; slug: string }> {
  return deps.db.transaction(async (tx) => {
    await lockWorkspace(tx, context.workspaceId);
    const row = await ownEndpoint(tx, context, id);
    const current = endpointAnswer(row);
    await requireMatch(context.precondition, endpointState(current), () => current);
    await deleteEndpointRow(tx, row.id);
    await announceChange(tx, { kind: "endpoint", slug: row.slug });
    await appendAudit(deps, tx, context, {
      type: "GATEWAY_ENDPOINT_DELETED",
      data: { gateway_endpoint_id: row.id, slug: row.slug },
    });
    return { id: row.id, slug: row.slug };
  });
}
