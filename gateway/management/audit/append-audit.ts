import type { AuditEventType } from "../../contracts/audit";
import type { Deps } from "../../deps";
import type { Queryable } from "../../platform/db/database";
import type { ManagementContext } from "../../platform/http/context";
import { insertAuditLog } from "./audit-store";

export interface AuditInput {
  type: AuditEventType;
  /** Ids, names, before and after. Never a secret. */
  data: Record<string, unknown>;
}

/**
 * Appends to the audit log inside the transaction that makes the change; call it last there,
 * because the workspace's other audited writes wait from here to the commit.
 */
export async function appendAudit(
  deps: Pick<Deps, "ids" | "clock">,
  tx: Queryable,
  context: ManagementContext,
  { type, data }: AuditInput,
): Promise<void> {
  await insertAuditLog(tx, {
    id: deps.ids.create("aud"),
    workspaceId: context.workspaceId,
    createdAt: new Date(deps.clock.now()),
    eventType: type,
    eventData: { event_type: type, ...data },
    actor: context.actor,
    source: context.source,
  });
}
