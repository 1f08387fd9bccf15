import type { AuditLog } from "@/gateway/contracts/audit";
import { plural } from "../format/format";
import { routes } from "../url-state/routes";
import { webhooksHref } from "../url-state/webhook-view";
import { type EventChange, eventChanges } from "./event-changes";
import { eventFields } from "./event-fields";

export interface EventDescription {
  /** `Group created`. */
  title: string;
  /** What it happened to, as people name it; null when the event does not say. */
  subject: string | null;
  /** Where that can be looked at; null where it is gone or has no page. */
  href: string | null;
  /** What was and is, where the event tells both. */
  changes: EventChange[];
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
  SECRET_UPDATED: "Secret saved",
  SECRET_DELETED: "Secret deleted",
  API_KEY_CREATED: "Management key created",
  API_KEY_DELETED: "Management key revoked",
  WEBHOOK_SIGNING_SECRET_CREATED: "Webhook set up",
  WEBHOOK_SIGNING_SECRET_ROTATED: "Webhook secret rotated",
  WEBHOOK_SIGNING_SECRET_DELETED: "Webhook removed",
  WEBHOOK_UPDATED: "Webhook target changed",
  WEBHOOK_PAUSED: "Webhook paused",
  WEBHOOK_RESUMED: "Webhook resumed",
  WEBHOOK_TESTED: "Webhook test sent",
  WEBHOOK_REDELIVERED: "Webhook deliveries sent again",
};

/** Words for an audit entry, of types this dashboard does not know too. */
export function describeEvent(log: AuditLog): EventDescription {
  const data = eventFields(log);
  return {
    title: titles[log.event_type] ?? sentence(log.event_type),
    ...(log.event_type.startsWith("WEBHOOK_") ? ofWebhook(data) : ofTree(log.event_type, data)),
    changes: eventChanges(log),
    actor: actorText(log.actor),
  };
}

type Subject = Pick<EventDescription, "subject" | "href">;

function ofTree(eventType: string, data: Record<string, unknown>): Subject {
  const groupId = text(data.group_id);
  return {
    subject:
      text(data.prefix) ??
      text(data.slug) ??
      text(data.external_entity_id) ??
      text(data.secret_name) ??
      text(data.name) ??
      groupId,
    href: groupId && eventType !== "GATEWAY_GROUP_DELETED" ? routes.group(groupId) : null,
  };
}

function ofWebhook(data: Record<string, unknown>): Subject {
  const url = text(data.url);
  const ids = Array.isArray(data.delivery_ids) ? data.delivery_ids : [];
  const only = text(data.delivery_id) ?? (ids.length === 1 ? text(ids[0]) : null);
  const queued = typeof data.queued === "number" ? data.queued : ids.length;
  return {
    subject:
      url ??
      only ??
      (data.all_dead_letters === true
        ? plural(queued, "dead letter")
        : ids.length > 0
          ? plural(queued, "delivery", "deliveries")
          : null),
    href: only ? webhooksHref({ status: null, deliveryId: only }) : null,
  };
}

/** A person by email, a key by name or by the part of it that is shown. */
export function actorText(actor: AuditLog["actor"]): string {
  return (
    text(actor.email) ??
    text(actor.name) ??
    text(actor.api_key_name) ??
    text(actor.api_key_prefix) ??
    sentence(actor.type)
  );
}

const sourceTexts: Record<string, string> = {
  UI: "Dashboard",
  API: "API",
  MCP: "MCP",
  SYSTEM: "On the server",
  OTHER: "Elsewhere",
};

/** Where an entry's change was made; a dash where the server does not say. */
export function sourceText(source: string | null | undefined): string {
  return source ? (sourceTexts[source] ?? source) : "—";
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** `SOME_EVENT_TYPE` → `Some event type`. */
function sentence(constant: string): string {
  const words = constant.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
