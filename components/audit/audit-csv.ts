import type { AuditLog } from "@/gateway/contracts/audit";
import { csvLine } from "@/gateway/contracts/csv";
import { describeEvent } from "@/lib/audit/describe-event";
import { eventChanges } from "@/lib/audit/event-changes";
import type { DashboardEventRow } from "@/lib/db/dashboard-audit-store";
import { formatActor, formatDetail, formatOwner, formatTitle } from "./describe-dashboard-event";

export const auditCsvHead = csvLine([
  ...["time_utc", "event", "subject", "changes", "who", "from", "entry_id"],
]);

/** A line for each entry; what changed with whole figures, `before → after`. */
export function auditCsvLines(logs: readonly AuditLog[]): string {
  return logs
    .map((log) => {
      const { title, subject, actor } = describeEvent(log);
      const changes = eventChanges(log, "exact").map(
        ({ what, before, after }) => `${what}: ${before} → ${after}`,
      );
      const { created, source_address, source, id } = log;
      return csvLine([
        created,
        title,
        subject ?? "",
        changes.join("; "),
        actor,
        source_address ?? source ?? "",
        id,
      ]);
    })
    .join("");
}

export const dashboardCsvHead = csvLine([
  ...["time_utc", "event", "whose", "details", "by", "from", "entry_id"],
]);

export function dashboardCsvLines(
  events: readonly DashboardEventRow[],
  emails: ReadonlyMap<string, string>,
): string {
  return events
    .map((event) => {
      const whose = formatOwner(event, emails);
      return csvLine([
        ...[event.at.toISOString(), formatTitle(event), whose, formatDetail(event) ?? ""],
        ...[formatActor(event, whose), event.ip ?? "", event.id],
      ]);
    })
    .join("");
}
