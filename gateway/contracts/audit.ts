import { z } from "zod";
import { countUpTo, pagination } from "./page";
import { inDigits, moment, text, timestamp } from "./text";

/**
 * The groups by which the log is filtered. The first are the hosted service's, those without types
 * included: they are of models and deployments, which do not exist here. Source: gateway API, "Audit".
 */
export const auditEventGroups = {
  GATEWAY: ["GATEWAY_ENDPOINT_CREATED", "GATEWAY_ENDPOINT_UPDATED", "GATEWAY_ENDPOINT_DELETED"],
  SECRETS: ["SECRET_UPDATED", "SECRET_DELETED"],
  API_KEYS: ["API_KEY_CREATED", "API_KEY_DELETED"],
  WEBHOOK_SIGNING_SECRETS: [
    "WEBHOOK_SIGNING_SECRET_CREATED",
    "WEBHOOK_SIGNING_SECRET_ROTATED",
    "WEBHOOK_SIGNING_SECRET_DELETED",
  ],
  USER_MANAGEMENT: [],
  ACTIVATED_DEACTIVATED: [],
  AUTOSCALING_SETTINGS: [],
  DELETED: [],
  DEPLOYED: [],
  DIRECTORY_GROUP_MANAGEMENT: [],
  ENVIRONMENT_SETTINGS: [],
  INSTANCE_TYPE_CHANGED: [],
  PROMOTED: [],
  REPLICA_TERMINATED: [],
  SSH: [],
  // Extensions, of what the hosted service does not record.
  GATEWAY_GROUP: ["GATEWAY_GROUP_CREATED", "GATEWAY_GROUP_UPDATED", "GATEWAY_GROUP_DELETED"],
  GATEWAY_API_KEY: [
    "GATEWAY_API_KEY_CREATED",
    "GATEWAY_API_KEY_REGISTERED",
    "GATEWAY_API_KEY_REVOKED",
  ],
  WEBHOOK: [
    "WEBHOOK_SIGNING_SECRET_CREATED",
    "WEBHOOK_SIGNING_SECRET_ROTATED",
    "WEBHOOK_SIGNING_SECRET_DELETED",
    "WEBHOOK_UPDATED",
    "WEBHOOK_PAUSED",
    "WEBHOOK_RESUMED",
    "WEBHOOK_TESTED",
    "WEBHOOK_REDELIVERED",
  ],
} as const;
export type AuditEventGroup = keyof typeof auditEventGroups;
export type AuditEventType = (typeof auditEventGroups)[AuditEventGroup][number];

export const auditSources = ["UI", "API", "MCP", "SYSTEM", "OTHER"] as const;
export type AuditSource = (typeof auditSources)[number];

/** `type` is one of the hosted service's; `id` and `name` are extensions. */
const auditActor = z.looseObject({
  type: z.string(),
  email: z.string().nullish(),
  api_key_prefix: z.string().nullish(),
  api_key_name: z.string().nullish(),
  id: z.string().nullish(),
  name: z.string().nullish(),
});

export const auditLog = z.object({
  id: z.string(),
  created: timestamp,
  event_type: z.string(),
  /** Of the hosted service's types no more than what it has there. */
  event_data: z.looseObject({ event_type: z.string() }),
  source: z.string().nullish(),
  actor: auditActor,
  client_name: z.string().nullish(),
  client_version: z.string().nullish(),
  client_session_id: z.string().nullish(),
  /** Extension: the address that the request came from. */
  source_address: z.string().nullish(),
  /** Extension: what we know of the event beside `event_data`. */
  details: z.record(z.string(), z.unknown()).nullish(),
});
export type AuditLog = z.infer<typeof auditLog>;

const wholeMillis = "must be a whole number of milliseconds since 1970";
const epochMillis = inDigits(
  z.coerce
    .number({ error: wholeMillis })
    .int(wholeMillis)
    .min(0, wholeMillis)
    .max(8.64e15, wholeMillis)
    .optional(),
);
/** Repeated, or a comma-separated list; empty ones are absent. */
const toList = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (value) =>
      value === undefined
        ? undefined
        : [value]
            .flat()
            .flatMap((part) => String(part).split(","))
            .map((part) => part.trim())
            .filter((part) => part !== ""),
    z.array(item).max(100).optional(),
  );
const anyText = z.string();

export const listAuditLogsQuery = z.object({
  limit: countUpTo(200, 20),
  cursor: z.string().max(1024).optional(),
  direction: z.preprocess(
    (value) => (typeof value === "string" ? value.toUpperCase() : value),
    z.enum(["ASC", "DESC"]).default("DESC"),
  ),
  search: text(0, 255).optional(),
  event_type_groups: toList(
    z.enum(Object.keys(auditEventGroups) as [AuditEventGroup, ...AuditEventGroup[]], {
      error: `may hold ${Object.keys(auditEventGroups).join(", ")}`,
    }),
  ),
  user_ids: toList(text(1, 255)),
  sources: toList(z.enum(auditSources, { error: `may hold ${auditSources.join(", ")}` })),
  start_epoch_millis: epochMillis.meta({ description: "Inclusive." }),
  end_epoch_millis: epochMillis.meta({ description: "Exclusive." }),
  /** Of the hosted service; nothing here has deployments or environments, so these match nothing. */
  deployment_ids: toList(anyText),
  chain_deployment_ids: toList(anyText),
  environment_names: toList(anyText),
  /** Extension: exactly this email, or this name of who has none, as `actors` lists them. */
  actor: text(1, 255).optional(),
  /** Extension: inclusive. */
  from: moment.optional(),
  /** Extension: exclusive. */
  to: moment.optional(),
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
