import { type AuditActorList, auditActorsMax } from "../../contracts/audit";
import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { selectAuditActors } from "./audit-store";

/** Who is in the workspace's log: people who are no members and keys that are revoked, too. */
export async function listAuditActors(
  deps: Pick<Deps, "db">,
  { workspaceId }: Pick<ManagementContext, "workspaceId">,
): Promise<AuditActorList> {
  return { items: await selectAuditActors(deps.db, workspaceId, auditActorsMax) };
}
