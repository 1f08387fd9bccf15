import { z } from "zod";
import { pagination } from "./page";
import { timestamp } from "./text";

export const endpointEventTypes = [
  "GATEWAY_ENDPOINT_CREATED",
  "GATEWAY_ENDPOINT_UPDATED",
  "GATEWAY_ENDPOINT_DELETED",
] as const;

/** Extension: wider events in the same shape. */
export const auditEventTypes = [
  ...endpointEventTypes,
  "GATEWAY_GROUP_CREATED",
  "GATEWAY_GROUP_UPDATED",
  "GATEWAY_GROUP_DELETED",
  "GATEWAY_API_KEY_CREATED",
  "GATEWAY_API_KEY_REGISTERED",
  "GATEWAY_API_KEY_REVOKED",
  "SECRET_SAVED",
  "SECRET_DELETED",
  "MANAGEMENT_KEY_CREATED",
  "MANAGEMENT_KEY_REVOKED",
] as const;
export type AuditEventType = (typeof auditEventTypes)[number];

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
  direction: z
    .enum(["asc", "desc"], { error: "direction must be asc or desc" })
    .default("desc"),
  search: z.string().max(255).optional(),
  event_type_groups: z.union([z.string(), z.array(z.string())]).optional(),
});
export const auditLogPage = z.object({ items: z.array(auditLog), pagination });
