import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { auditActorList, auditLogPage, listAuditLogsQuery } from "../../contracts/audit";
import type { Deps } from "../../deps";
import { listAuditActors } from "./list-audit-actors";
import { listAuditLogs } from "./list-audit-logs";

export const auditRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/v1/audit_logs",
      {
        config: { scope: "view", isSlow: true },
        schema: {
          tags: ["Audit"],
          operationId: "listAuditLogs",
          summary: "List audit logs, newest first",
          querystring: listAuditLogsQuery,
          response: { 200: auditLogPage },
        },
      },
      async (request) => listAuditLogs(deps, request.management, request.query),
    );

    app.get(
      "/v1/audit_logs/actors",
      {
        config: { scope: "view", isSlow: true },
        schema: {
          tags: ["Audit"],
          operationId: "listAuditActors",
          summary: "List who is in the audit log, by name (extension)",
          response: { 200: auditActorList },
        },
      },
      async (request) => listAuditActors(deps, request.management),
    );
  };
