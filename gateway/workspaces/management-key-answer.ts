import type { ManagementKey } from "../contracts/workspace";
import type { ManagementKeyRow } from "./management-key-store";

export function managementKeyAnswer(row: ManagementKeyRow): ManagementKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scope: row.scope,
    is_dashboard: row.isDashboard,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
  };
}
