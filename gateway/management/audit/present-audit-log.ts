import { isIP } from "node:net";
import {
  type AuditEventGroup,
  type AuditLog,
  type AuditSource,
  auditEventGroups,
} from "../../contracts/audit";
import { scopeOfKeyType } from "../../contracts/management-key";
import type { StoredAuditLog } from "./audit-store";

/** The hosted service's members of an event's data; strict clients refuse more. */
const hostedMembers: Record<string, readonly string[]> = {
  GATEWAY_ENDPOINT_CREATED: ["gateway_endpoint_id", "slug"],
  GATEWAY_ENDPOINT_UPDATED: ["gateway_endpoint_id", "slug", "previous_slug"],
  GATEWAY_ENDPOINT_DELETED: ["gateway_endpoint_id", "slug"],
  SECRET_UPDATED: ["secret_id", "secret_name"],
  SECRET_DELETED: ["secret_id", "secret_name"],
  API_KEY_CREATED: ["api_key_id", "api_key_type", "prefix"],
  API_KEY_DELETED: ["api_key_id", "api_key_type", "prefix"],
  WEBHOOK_SIGNING_SECRET_CREATED: ["webhook_signing_secret_id"],
  WEBHOOK_SIGNING_SECRET_ROTATED: ["webhook_signing_secret_id"],
  WEBHOOK_SIGNING_SECRET_DELETED: ["webhook_signing_secret_id"],
};

/** What entries were called before they had the hosted service's names. */
const formerNames: Record<string, string> = {
  SECRET_SAVED: "SECRET_UPDATED",
  MANAGEMENT_KEY_CREATED: "API_KEY_CREATED",
  MANAGEMENT_KEY_REVOKED: "API_KEY_DELETED",
  WEBHOOK_CREATED: "WEBHOOK_SIGNING_SECRET_CREATED",
  WEBHOOK_SECRET_ROTATED: "WEBHOOK_SIGNING_SECRET_ROTATED",
  WEBHOOK_DELETED: "WEBHOOK_SIGNING_SECRET_DELETED",
};

/** The types of these groups as rows may have them, former names included. */
export function storedEventTypes(groups: readonly AuditEventGroup[]): string[] {
  const types: readonly string[] = groups.flatMap((group) => [...auditEventGroups[group]]);
  const former = Object.entries(formerNames).filter(([, name]) => types.includes(name));
  return [...types, ...former.map(([name]) => name)];
}

/** The API's form of an entry: the hosted service's members, and ours in `details`. */
export function presentAuditLog(row: StoredAuditLog): AuditLog {
  const eventType = formerNames[row.eventType] ?? row.eventType;
  const { event_type: _stored, ...written } = row.eventData;
  const data = completed(eventType, written, row.workspaceId);
  const members = hostedMembers[eventType];
  const isHosted = (name: string) => members === undefined || members.includes(name);
  const entries = Object.entries(data);
  const rest = entries.filter(([name]) => !isHosted(name));
  return {
    id: row.id,
    created: row.createdAt.toISOString(),
    event_type: eventType,
    event_data: {
      event_type: eventType,
      ...Object.fromEntries(entries.filter(([name]) => isHosted(name))),
    },
    source: toSource(row.actor),
    actor: presentActor(row.actor),
    source_address: row.source !== null && isIP(row.source) ? row.source : null,
    ...(rest.length > 0 && { details: Object.fromEntries(rest) }),
  };
}

/** Fills in what an older entry calls by another name, or what is the same for all. */
function completed(
  eventType: string,
  data: Record<string, unknown>,
  workspaceId: string,
): Record<string, unknown> {
  if (eventType.startsWith("SECRET_") && !("secret_name" in data)) {
    const { name, ...others } = data;
    return { secret_name: name, ...others };
  }
  if (eventType.startsWith("API_KEY_") && !("api_key_id" in data)) {
    const { management_key_id, ...others } = data;
    const [type] = Object.entries(scopeOfKeyType).find(
      ([name, scope]) => name !== "PERSONAL" && scope === data["scope"],
    ) ?? ["WORKSPACE_MANAGE_ALL"];
    return { prefix: "", ...others, api_key_id: management_key_id, api_key_type: type };
  }
  if (eventType.startsWith("WEBHOOK_SIGNING_SECRET_")) {
    return { ...data, webhook_signing_secret_id: workspaceId.replace(/^wsp_/, "whs_") };
  }
  return data;
}

/** The stored types of actor whose entries have these sources. */
export function listActorTypes(sources: readonly AuditSource[]): string[] {
  return Object.entries(sourceOfActor)
    .filter(([, source]) => sources.includes(source))
    .map(([type]) => type);
}

const sourceOfActor: Record<string, AuditSource> = { USER: "UI", API_KEY: "API", SYSTEM: "SYSTEM" };

const toSource = (actor: Record<string, unknown>) =>
  sourceOfActor[String(actor["type"])] ?? "OTHER";

function presentActor(actor: Record<string, unknown>): AuditLog["actor"] {
  const text = (name: string) => (typeof actor[name] === "string" ? actor[name] : undefined);
  const type = text("type") ?? "SYSTEM";
  const isKey = type === "API_KEY";
  return {
    type: type === "SYSTEM" ? "BASETEN_SYSTEM" : type,
    email: text("email") ?? null,
    api_key_prefix: isKey ? (text("keyPrefix") ?? null) : null,
    api_key_name: isKey ? (text("name") ?? null) : null,
    ...(text("id") !== undefined && { id: text("id") }),
    ...(text("name") !== undefined && { name: text("name") }),
  };
}
