import type { AuditLog } from "@/gateway/contracts/audit";
import { routes } from "./routes";

export interface EventDescription {
  /** `Group created`. */
  title: string;
  /** What it happened to, as people name it; null when the event does not say. */
  subject: string | null;
  /** Where that can be looked at; null where it is gone or has no page. */
  href: string | null;
  /** `old → new` for a rename. */
  change: string | null;
  actor: string;
}

const titles: Record<string, string> = {
  GATEWAY_ENDPOINT_CREATED: "Endpoint created",
  GATEWAY_ENDPOINT_UPDATED: "Endpoint changed",
  GATEWAY_ENDPOINT_DELETED: "Endpoint deleted",
  GATEWAY_GROUP_CREATED: "Group created",
  GATEWAY_GROUP_UPDATED: "Group changed",
  GATEWAY_GROUP_DELETED: "Group deleted",
  GATEWAY_API_KEY_CREATED: "Key minted",
  GATEWAY_API_KEY_REGISTERED: "Key registered",
  GATEWAY_API_KEY_REVOKED: "Key revoked",
  SECRET_SAVED: "Secret saved",
  SECRET_DELETED: "Secret deleted",
  MANAGEMENT_KEY_CREATED: "Management key created",
  MANAGEMENT_KEY_REVOKED: "Management key revoked",
};

/** Words for an audit entry, of types this dashboard does not know too. */
export function describeEvent(log: AuditLog): EventDescription {
  const data = log.event_data;
  const groupId = text(data.group_id);
  const previous = text(data.previous_slug);
  const slug = text(data.slug);
  return {
    title: titles[log.event_type] ?? sentence(log.event_type),
    subject:
      text(data.prefix) ?? slug ?? text(data.external_entity_id) ?? text(data.name) ?? groupId,
    href: groupId && log.event_type !== "GATEWAY_GROUP_DELETED" ? routes.group(groupId) : null,
    change: previous && slug && previous !== slug ? `${previous} → ${slug}` : null,
    actor: text(log.actor.email) ?? text(log.actor.name) ?? sentence(log.actor.type),
  };
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** `SOME_EVENT_TYPE` → `Some event type`. */
function sentence(constant: string): string {
  const words = constant.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
