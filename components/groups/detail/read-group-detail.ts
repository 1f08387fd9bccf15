import "server-only";
import type { AuditLog } from "@/gateway/contracts/audit";
import { operations } from "@/gateway/contracts/operations/operations";
import type { GroupUsage } from "@/gateway/contracts/usage";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";

/** Consumption in the current daily window. The caller has authorized the group. */
export async function readUsage(groupId: string): Promise<Result<GroupUsage>> {
  return callGateway(operations.readGroupUsage, { params: { group_id: groupId } });
}

const entriesMax = 50;

/** The newest audit entries about a group and its keys; null where the server keeps none. */
export async function readActivity(groupId: string): Promise<Result<AuditLog[]> | null> {
  if (!offers(await serverCapabilities(), "wider_audit")) return null;
  const page = await callGateway(operations.listAuditLogs, {
    query: { search: groupId, limit: entriesMax },
  });
  if (!page.ok) return page;
  // The search finds the id anywhere, as a parent's too.
  return ok(page.data.items.filter((entry) => entry.event_data.group_id === groupId));
}
