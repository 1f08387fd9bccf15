import { auditActorList, auditLogPage, listAuditLogsQuery } from "../audit";
import { describeOperations } from "./operation";

export const auditOperations = describeOperations("Audit", {
  listAuditLogs: {
    method: "GET",
    path: "/v1/audit_logs",
    scope: "view",
    summary: "List audit logs, newest first",
    query: listAuditLogsQuery,
    answer: auditLogPage,
  },
  listAuditActors: {
    method: "GET",
    path: "/v1/audit_logs/actors",
    scope: "view",
    summary: "List who is in the audit log, by name (extension)",
    answer: auditActorList,
  },
});
