import type { AuditEventType } from "../contracts/audit";
import type { Queryable } from "../db/database";
import type { Deps } from "../deps";
import type { ManagementContext } from "../http/context";

export interface AuditInput {
  type: AuditEventType;
  /** Ids, names, before and after. Never a secret. */
  data: Record<string, unknown>;
}

/** Appends to the audit log inside the transaction that makes the change. */
export async function appendAudit(
  deps: Pick<Deps, "ids" | "clock">,
  tx: Queryable,
  context: ManagementContext,
  { type, data }: AuditInput,
): Promise<void> {
  await tx.query(
    `INSERT INTO audit_logs (id, workspace_id, created_at, event_type, event_data, actor, source)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      deps.ids.create("aud"),
      context.workspaceId,
      new Date(deps.clock.now()),
      type,
      JSON.stringify({ event_type: type, ...data }),
      JSON.stringify(context.actor),
      context.source,
    ],
  );
}
