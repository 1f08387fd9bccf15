import { z } from "zod";
import { pagination } from "./page";
import { moment, text, timestamp } from "./text";

export const endpointEventTypes = [
  "GATEWAY_ENDPOINT_CREATED",
  "GATEWAY_ENDPOINT_UPDATED",
  "GATEWAY_ENDPOINT_DELETED",
] as const;

/**
 * `GATEWAY` means what it means on the hosted service; the other groups and their event types are
 * extensions in the same shape.
 */
export const auditEventGroups = {
  GATEWAY: endpointEventTypes,
  GATEWAY_GROUP: ["GATEWAY_GROUP_CREATED", "GATEWAY_GROUP_UPDATED", "GATEWAY_GROUP_DELETED"],
  GATEWAY_API_KEY: [
    "GATEWAY_API_KEY_CREATED",
    "GATEWAY_API_KEY_REGISTERED",
    "GATEWAY_API_KEY_REVOKED",
  ],
  SECRET: ["SECRET_SAVED", "SECRET_DELETED"],
  MANAGEMENT_KEY: ["MANAGEMENT_KEY_CREATED", "MANAGEMENT_KEY_REVOKED"],
  WEBHOOK: [
    "WEBHOOK_CREATED",
    "WEBHOOK_UPDATED",
    "WEBHOOK_DELETED",
    "WEBHOOK_SECRET_ROTATED",
    "WEBHOOK_PAUSED",
    "WEBHOOK_RESUMED",
    "WEBHOOK_TESTED",
    "WEBHOOK_REDELIVERED",
  ],
} as const;
export type AuditEventGroup = keyof typeof auditEventGroups;
export type AuditEventType = (typeof auditEventGroups)[AuditEventGroup][number];

const eventGroup = z.enum(
  ["GATEWAY", "GATEWAY_GROUP", "GATEWAY_API_KEY", "SECRET", "MANAGEMENT_KEY", "WEBHOOK"],
  {
    error: `event_type_groups may hold ${Object.keys(auditEventGroups).join(", ")}`,
  },
);

export const auditLog = z.object({
  id: z.string(),
  created: timestamp,
  event_type: z.string(),
  event_data: z.looseObject({ event_type: z.string() }),
  actor: z.looseObject({ type: z.string() }),
  source: z.string().nullish(),
});
export type AuditLog = z.infer<typeof auditLog>;

export const listAuditLogsQuery = z.object({
  limit: z.coerce
    .number({ error: "limit must be a whole number from 1 to 200" })
    .int("limit must be a whole number from 1 to 200")
    .min(1, "limit must be from 1 to 200")
    .max(200, "limit must be from 1 to 200")
    .default(20),
  cursor: z.string().max(1024).optional(),
  direction: z.enum(["asc", "desc"], { error: "direction must be asc or desc" }).default("desc"),
  search: text("search", 0, 255).optional(),
  /** Repeated, or a comma-separated list. */
  event_type_groups: z
    .preprocess(
      (value) =>
        value === undefined
          ? undefined
          : [value]
              .flat()
              .flatMap((part) => String(part).split(","))
              .map((name) => name.trim())
              .filter((name) => name !== ""),
      z.array(eventGroup).optional(),
    )
    .meta({ description: Object.keys(auditEventGroups).join(", ") }),
  /** Extension: exactly this email, or this name of who has none, as `actors` lists them. */
  actor: text("actor", 1, 255).optional(),
  /** Extension: inclusive. */
  from: moment("from").optional(),
  /** Extension: exclusive. */
  to: moment("to").optional(),
});
export type ListAuditLogsQuery = z.infer<typeof listAuditLogsQuery>;
export const auditLogPage = z.object({ items: z.array(auditLog), pagination });

export const auditActorsMax = 500;
/** Answer of `GET /v1/audit_logs/actors`, an extension: in the order of the names, at most 500. */
export const auditActorList = z.object({
  items: z.array(
    z.object({
      /** What the filter `actor` takes: an email, or a name of who has none. */
      actor: z.string(),
      /** USER, API_KEY or SYSTEM. */
      type: z.string(),
    }),
  ),
});
export type AuditActorList = z.infer<typeof auditActorList>;
