import type { AuditLog } from "@/gateway/contracts/audit";
import { plural } from "../format";
import { routes } from "../routes";
import { webhooksHref } from "../webhook-view";
import { type EventChange, eventChanges } from "./event-changes";

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
  SECRET_SAVED: "Secret saved",
  SECRET_DELETED: "Secret deleted",
  MANAGEMENT_KEY_CREATED: "Management key created",
  MANAGEMENT_KEY_REVOKED: "Management key revoked",
  WEBHOOK_CREATED: "Webhook set up",
  WEBHOOK_UPDATED: "Webhook target changed",
  WEBHOOK_DELETED: "Webhook removed",
  WEBHOOK_SECRET_ROTATED: "Webhook secret rotated",
  WEBHOOK_PAUSED: "Webhook paused",
  WEBHOOK_RESUMED: "Webhook resumed",
  WEBHOOK_TESTED: "Webhook test sent",
  WEBHOOK_REDELIVERED: "Webhook deliveries sent again",
};

/** Words for an audit entry, of types this dashboard does not know too. */
export function describeEvent(log: AuditLog): EventDescription {
  const data = log.event_data;
  return {
    title: titles[log.event_type] ?? sentence(log.event_type),
    ...(log.event_type.startsWith("WEBHOOK_") ? ofWebhook(data) : ofTree(log.event_type, data)),
    changes: eventChanges(log),
    actor: text(log.actor.email) ?? text(log.actor.name) ?? sentence(log.actor.type),
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

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** `SOME_EVENT_TYPE` → `Some event type`. */
function sentence(constant: string): string {
  const words = constant.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
