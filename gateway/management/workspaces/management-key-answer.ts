import {
  type ApiKeyInfo,
  type ManagementKey,
  type ManagementKeyType,
  scopeOfKeyType,
} from "../../contracts/management-key";
import type { ManagementScope } from "../../contracts/workspace";
import type { ManagementKeyRow } from "./management-key-store";

export function managementKeyAnswer(row: ManagementKeyRow): ManagementKey {
  return {
    id: row.id,
    name: row.name || row.prefix,
    prefix: row.prefix,
    scope: row.scope,
    is_dashboard: row.isDashboard,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
  };
}

/** The same key in the hosted service's shape, with ours as extension fields. */
export function apiKeyInfoAnswer(row: ManagementKeyRow, workspaceName: string): ApiKeyInfo {
  return {
    prefix: row.prefix,
    name: row.name || null,
    type: managementKeyType(row.scope, row.owner !== null),
    model_ids: null,
    team_name: workspaceName,
    owner: row.owner,
    id: row.id,
    is_dashboard: row.isDashboard,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
  };
}

/** The hosted service's name of a scope. */
export function managementKeyType(scope: ManagementScope, isPersonal: boolean): ManagementKeyType {
  if (isPersonal) return "PERSONAL";
  for (const [type, itsScope] of Object.entries(scopeOfKeyType)) {
    if (type !== "PERSONAL" && itsScope === scope) return type as ManagementKeyType;
  }
  throw new Error(`no type of key has the scope ${scope}`);
}

/** What a management key's entity tag covers: it never changes but by being revoked. */
export function managementKeyState({
  id,
  name,
  scope,
}: {
  id: string;
  name: string;
  scope: string;
}) {
  return [id, name, scope];
}
