import type { AuditLog } from "@/gateway/contracts/audit";

/** All that an entry tells of its event: the hosted service's members, and what our server adds. */
export function eventFields({
  event_data,
  details,
}: Pick<AuditLog, "event_data" | "details">): Record<string, unknown> {
  return { ...event_data, ...details };
}
