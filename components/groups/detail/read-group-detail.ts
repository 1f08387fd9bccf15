import "server-only";
import { type AuditLog, auditLogPage } from "@/gateway/contracts/audit";
import { type GroupUsage, groupUsage } from "@/gateway/contracts/usage";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";

/** Consumption in the current daily window. The caller has authorized the group. */
export async function readUsage(groupId: string): Promise<Result<GroupUsage>> {
  return callGateway({
    path: `/v1/gateway/groups/${encodeURIComponent(groupId)}/usage`,
    answer: groupUsage,
  });
}

const entriesMax = 50;

/** The newest audit entries about a group and its keys; null where the server keeps none. */
export async function readActivity(groupId: string): Promise<Result<AuditLog[]> | null> {
  if (!offers(await serverCapabilities(), "wider_audit")) return null;
  const page = await callGateway({
    path: "/v1/audit_logs",
    query: { search: groupId, limit: entriesMax },
    answer: auditLogPage,
  });
  if (!page.ok) return page;
  // The search finds the id anywhere, as a parent's too.
  return ok(page.data.items.filter((entry) => entry.event_data.group_id === groupId));
}
